// Spoken notes: from the words of a reviewer to the note in the panel.

import { randomUUID } from "node:crypto";
import { Awaited } from "./awaited.mjs";
import { Turns, openReviewers } from "./reviewers.mjs";

export class Notes {
  static start = 20;
  #context;
  #reviewers;
  #turns;
  #notes = new Awaited();
  #count = 0;

  constructor(context) {
    this.#context = context;
  }

  async open() {
    const { options } = this.#context;
    this.#reviewers = await openReviewers(this.#context, options.users);
    await Promise.all(this.#reviewers.map((reviewer) => this.#listen(reviewer)));
    this.#turns = new Turns(this.#reviewers);
  }

  async operation() {
    const { socket, audio } = this.#turns.take();
    const text = `the pacing of scene ${++this.#count} is too slow`;
    const words = { text, source: "local", chunks: [], durationSeconds: 0, transcriptionTimeMs: 0 };
    const noted = this.#notes.wait(text, this.#context.options.operation_ms);
    await Promise.all([noted, socket.push(audio, "transcript_final", words)]);
  }

  async close() {
    for (const { socket } of this.#reviewers ?? []) socket.end();
  }

  async #listen(reviewer) {
    const { socket, videoId } = reviewer;
    const panel = `notes:video:${videoId}`;
    reviewer.audio = `audio:${randomUUID()}`;
    await socket.join(panel);
    await socket.join(reviewer.audio, { video_id: videoId, voice_mode: true });
    await socket.push(reviewer.audio, "set_timestamp", { timestamp: 1 });
    socket.onPush = (topic, event, payload) => {
      if (topic === panel && event === "note_created") this.#notes.arrive(payload.raw_transcript);
    };
  }
}
