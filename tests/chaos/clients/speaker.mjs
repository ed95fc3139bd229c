// A reviewer who talks: each sentence is said once, and becomes a note if it was acknowledged.

import { randomUUID } from "node:crypto";
import { pause } from "../../integration/lib/wait.mjs";
import { writeKey } from "./event_key.mjs";
import { Participant, ask } from "./participant.mjs";

const PAUSE_MS = [100, 700];
const ANSWER_MS = 4000;
const SENTENCES = [10, 30];

export class Speaker extends Participant {
  #world;
  #random;
  #review;
  #count = 0;

  // `review.sessionBegins` is called with the id of each session.
  constructor(world, random, review, options) {
    super(world, options);
    this.#world = world;
    this.#random = random;
    this.#review = review;
  }

  async run() {
    while (!this.#world.isOver) await this.#session();
  }

  async #session() {
    const session = randomUUID();
    const audio = this.socket.channel(`audio:${session}`, { video_id: this.#review.video });
    audio.join();
    await this.#review.sessionBegins(session);
    const sentences = this.#random.between(...SENTENCES);
    for (let number = 0; number < sentences && !this.#world.isOver; ++number) {
      await this.#say(audio, session, number);
      await pause(this.#random.between(...PAUSE_MS));
    }
    audio.leave();
  }

  async #say(audio, session, second) {
    const number = ++this.#count;
    // Like no other of the run's.
    const text = `the pacing of scene ${100 * number + this.#review.number} is too slow`;
    const w = `${this.name}-${number}`;
    const key = writeKey("note_created", { text });
    const { video, user } = this.#review;
    const logs = [`video:${video}`, `user:${user}`, `session:${session}`];
    await ask(audio, "set_timestamp", { timestamp: second }, ANSWER_MS);
    const sent = performance.now();
    this.record({ k: "write", w, op: "transcript_final", key, logs, session });
    this.record({ k: "try", w, n: 1 });
    const { status, response } = await ask(audio, "transcript_final", {
      text,
      source: "local",
      chunks: [],
      durationSeconds: 0,
      transcriptionTimeMs: 0,
    }, ANSWER_MS);
    this.record({ k: "answer", w, n: 1, status, reason: response?.reason });
    if (status === "ok") this.#review.acknowledged({ key, logs, sent });
  }
}
