// Writers that repeat what was not acknowledged, and for each a reader on another edge that follows
// as docs/delivery.md shows. All are stock clients.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { Client, Refused, newUser } from "./client.mjs";
import { follow } from "./recovering.mjs";
import { openVideo, speakNote } from "./review.mjs";
import { until } from "./wait.mjs";

const LIMIT_MS = 60_000;
// A writer waits this time for an answer before it asks again.
const PATIENCE_MS = 1000;
// Reasons that leave the outcome of a write unknown.
const UNKNOWN = ["unavailable", "deadline_exceeded"];
// So that a user's library stays small.
const UPDATES_FOR_EACH_VIDEO = 4;

class Writer {
  // Of the writes that were acknowledged, in order: texts of the note, ids of videos.
  texts = [];
  videos = [];
  repeats = 0;
  #running = true;
  #ended;

  static async start(stack, edge, transport) {
    const writer = new Writer();
    writer.user = newUser();
    const token = () => stack.userToken(writer.user);
    const url = stack.socketUrl(edge);
    const client = new Client(stack, token, { url, transport });
    writer.review = await openVideo(client);
    writer.note = await speakNote(writer.review.audio, "the pacing is too slow", 1);
    return writer;
  }

  write() {
    this.#ended = this.#write();
  }

  async stop() {
    this.#running = false;
    await this.#ended;
  }

  get done() {
    return this.texts.length + this.videos.length;
  }

  async #write() {
    while (this.#running) {
      const text = `text ${this.texts.length}`;
      await this.#push("update_note", { note_id: this.note.id, text });
      this.texts.push(text);
      if (this.texts.length % UPDATES_FOR_EACH_VIDEO === 0) await this.#queue();
    }
  }

  async #queue() {
    const id = `v${this.videos.length}`;
    const url = `https://vimeo.com/${id}`;
    await this.#push("queue_video", { platform: "vimeo", external_id: id, url });
    this.videos.push(id);
  }

  async #push(event, payload) {
    const request_id = randomUUID();
    for (;;) {
      try {
        return await this.review.meta.push(event, { ...payload, request_id }, PATIENCE_MS);
      } catch (error) {
        if (error instanceof Refused && !UNKNOWN.includes(error.response.reason)) throw error;
        ++this.repeats;
      }
    }
  }
}

class Reader {
  texts = [];
  videos = [];
  loads = 0;

  static async start(stack, edge, transport, { user, review }) {
    const reader = new Reader();
    const url = stack.socketUrl(edge);
    const { socket } = new Client(stack, () => stack.userToken(user), { url, transport });
    const load = () => ++reader.loads;
    const notes = follow(socket, `notes:video:${review.videoId}`, load);
    notes.on("note_updated", ({ text }) => reader.texts.push(text));
    const meta = follow(socket, "video:meta", load);
    meta.on("video_queued", ({ external_id }) => reader.videos.push(external_id));
    await until("a reader to be there", () => reader.loads === 2, LIMIT_MS);
    return reader;
  }
}

export class Workload {
  #pairs;

  // `places`: of each pair, the edges of its writer and its reader, and their transport.
  static async start(stack, places) {
    const workload = new Workload();
    workload.#pairs = await Promise.all(
      places.map(async ({ writes, reads, transport }) => {
        const writer = await Writer.start(stack, writes, transport);
        return { writer, reader: await Reader.start(stack, reads, transport, writer) };
      }),
    );
    for (const { writer } of workload.#pairs) writer.write();
    return workload;
  }

  // Until each writer has written, and each reader has seen something of it.
  async proceed() {
    const goals = this.#pairs.map(({ writer }) => writer.texts.length + 3);
    await until(
      "all writers and readers to get on",
      () =>
        this.#pairs.every(
          ({ writer, reader }, index) =>
            writer.texts.length >= goals[index] && reader.texts.length >= goals[index],
        ),
      LIMIT_MS,
    );
  }

  // The caller must stop it.
  stop() {
    return Promise.all(this.#pairs.map(({ writer }) => writer.stop()));
  }

  // Stops the writers. Each reader has then seen, in order and once, all that was acknowledged, and
  // never had to load the state again; and all of it is there. Returns the number of events.
  async check() {
    await this.stop();
    for (const { writer, reader } of this.#pairs) {
      const caughtUp = () =>
        reader.texts.length >= writer.texts.length && reader.videos.length >= writer.videos.length;
      await until("a reader to catch up", caughtUp, LIMIT_MS);
      assert.deepEqual(reader.texts, writer.texts);
      assert.deepEqual(reader.videos, writer.videos);
      assert.equal(reader.loads, 2);
      await this.#checkKept(writer);
    }
    const sum = (count) => this.#pairs.reduce((total, { writer }) => total + count(writer), 0);
    return { writes: sum(({ done }) => done), repeats: sum(({ repeats }) => repeats) };
  }

  async #checkKept({ review, note, texts, videos }) {
    const { notes } = await review.meta.push("get_notes", { video_id: review.videoId });
    const [{ text, revision }] = notes.filter(({ id }) => id === note.id);
    assert.equal(text, texts.at(-1));
    assert.equal(revision, note.revision + texts.length);
    const { videos: kept } = await review.meta.push("list_videos", { filters: { limit: 1000 } });
    const queued = kept.filter(({ platform }) => platform === "vimeo");
    assert.deepEqual(queued.map(({ external_id }) => external_id).sort(), [...videos].sort());
  }
}
