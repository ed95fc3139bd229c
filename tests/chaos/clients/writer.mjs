// A reviewer at the library: changes and deletes notes, queues videos, sets a video's status. One
// after the other, without much of a pause.

import { pause } from "../../integration/lib/wait.mjs";
import { writeKey } from "./event_key.mjs";
import { Participant } from "./participant.mjs";
import { repeat, write } from "./writing.mjs";

const PAUSE_MS = [10, 250];
const WEIGHTS = { update_note: 55, delete_note: 8, queue_video: 17, update_video_status: 20 };
// The share of writes that are sent again after their acknowledgement.
const REPEATS = 0.1;

export class Writer extends Participant {
  #world;
  #random;
  #review;
  #count = 0;

  // `review` has the video and its existing notes, and receives the acknowledged writes.
  constructor(world, random, review, options) {
    super(world, options);
    this.#world = world;
    this.#random = random;
    this.#review = review;
    this.meta = this.socket.channel("video:meta", {});
    this.meta.join();
  }

  async run() {
    while (!this.#world.isOver) {
      const next = this.#next(this.#random.weighted(WEIGHTS));
      const sent = performance.now();
      if (next && (await write(this, this.meta, next)) !== undefined) await this.#done({ ...next, sent });
      await pause(this.#random.between(...PAUSE_MS));
    }
  }

  async #done(done) {
    this.#review.acknowledged(done);
    if (!this.#random.chance(REPEATS)) return;
    await repeat(this, this.meta, done);
  }

  #next(op) {
    const w = `${this.name}-${++this.#count}`;
    const { video, user } = this.#review;
    const logs = [`video:${video}`, `user:${user}`];
    if (op === "queue_video") {
      const payload = { platform: "vimeo", external_id: w, url: `https://vimeo.com/${w}` };
      return { w, op, key: writeKey("video_queued", { text: w }), logs: [logs[1]], payload };
    }
    if (op === "update_video_status") {
      const status = this.#random.pick(["in_progress", "complete", "archived"]);
      return { w, op, key: `status ${video} ${status}`, logs: [], payload: { video_id: video, status } };
    }
    const id = this.#pickNote(op === "delete_note");
    if (!id) return undefined;
    const payload = { note_id: id };
    if (op === "delete_note") {
      this.#review.deletes(id);
      return { w, op, key: writeKey("note_deleted", { id }), logs, payload };
    }
    payload.text = `Say it better, as in ${w}`;
    return { w, op, key: writeKey("note_updated", { text: payload.text }), logs, payload };
  }

  // A deleted note is no longer there for other writes.
  #pickNote(taken) {
    const { notes } = this.#review;
    if (notes.length < 3) return undefined;
    const at = this.#random.between(0, notes.length - 1);
    return taken ? notes.splice(at, 1)[0] : notes[at];
  }
}
