// A user who reviews a video, and all who look on: the unit of a run's work.

import { pause, until } from "../../integration/lib/wait.mjs";
import { Random } from "../lib/random.mjs";
import { writeKey } from "./event_key.mjs";
import { EventsOfNotes } from "./events_of_notes.mjs";
import { ask } from "./participant.mjs";
import { Reader } from "./reader.mjs";
import { Speaker } from "./speaker.mjs";
import { Visitor } from "./visitor.mjs";
import { Writer } from "./writer.mjs";

const NOTES = ["note_created", "note_updated", "note_deleted"];
const VIDEOS = ["video_created", "video_updated", "video_queued"];
const SESSION = ["note_created", "note_updated", "agent_event"];
// A reader follows a session for this time after its end.
const LINGER_MS = 5000;
const PATIENCE_MS = 120_000;

export class Review {
  // Ids of notes that are there, as far as is known.
  notes = [];
  sessions = [];
  readers = [];
  #world;
  #running;
  #events = new EventsOfNotes();
  // Keys of the events of notes that are deleted.
  #settled = new Set();

  // The caller must close it.
  static async open(world, seed, number) {
    const review = new Review();
    review.#world = world;
    review.number = number;
    review.user = `user${number}`;
    const options = (name, others) => ({ name: `${name}${number}`, user: review.user, ...others });
    const random = (name) => new Random(seed, `${name}${number}`);
    review.writer = new Writer(world, random("writer"), review, options("writer"));
    await review.#detect();
    review.#openReaders(options);
    review.speaker = new Speaker(world, random("speaker"), review, options("speaker", { tokens: "renewed" }));
    const topic = `notes:video:${review.video}`;
    const visiting = options("visitor", { topic });
    review.visitor = new Visitor(world, random("visitor"), visiting);
    await until("the readers to be there", () => review.readers.every((reader) => reader.isJoined), 60_000);
    return review;
  }

  // The world's end ends it.
  begin() {
    this.#running = Promise.all([this.writer, this.speaker, this.visitor].map((each) => each.run()));
  }

  ended() {
    return this.#running;
  }

  // `sent` is the time before the write's first attempt.
  acknowledged({ op, key, logs, sent, payload }) {
    if (this.#settled.has(key)) return;
    if (op === "update_note") this.#events.add(payload.note_id, key);
    for (const log of logs) for (const reader of this.readers) reader.acknowledged(log, key, sent);
  }

  // The deletion of a note begins. From now on a reader may miss the note's earlier events: a service
  // takes them out of its outbox and the log.
  deletes(note) {
    for (const key of this.#events.of(note)) this.#settled.add(key);
    for (const reader of this.readers) reader.owed.settle(this.#events.of(note));
  }

  // Another panel follows the session, as long as it lasts and a bit longer. Returns when it is there,
  // so that it sees all.
  async sessionBegins(session) {
    const number = this.sessions.push(session);
    const last = this.observer;
    this.observer = new Reader(this.#world, {
      name: `observer${this.number}.${number}`,
      user: this.user,
      topic: `audio:${session}`,
      log: `session:${session}`,
      push: SESSION,
    });
    this.readers.push(this.observer);
    if (last) this.#dismiss(last);
    await until("the observer", () => this.observer.isJoined, PATIENCE_MS).catch(() => {});
  }

  // {seen by whom, expected} of those who watch who is there.
  presence() {
    const onTopic = this.readers.filter((reader) => reader.presence);
    const expected = [...onTopic.map(({ device }) => device), ...this.visitor.devices()].sort();
    return onTopic.map((reader) => ({ reader, expected, seen: reader.devices() }));
  }

  async close() {
    const all = [this.writer, this.speaker, this.visitor, ...this.readers];
    await Promise.all(all.map((each) => each.close()));
  }

  async #detect() {
    const video = { platform: "youtube", url: `https://www.youtube.com/watch?v=chaos${this.number}xxxxx` };
    const { response } = await until("a video", async () => {
      const answer = await ask(this.writer.meta, "video_detected", video, 10_000);
      return answer.status === "ok" && answer;
    });
    this.video = response.video_id;
    this.#world.record({ k: "review", user: this.user, video: this.video });
  }

  #openReaders(options) {
    const [first, second] = [["1.8 WebSocket", "1.7 long-poll"], ["1.7 WebSocket", "1.8 long-poll"]];
    const [socket, poll] = this.number % 2 ? first : second;
    const notes = { topic: `notes:video:${this.video}`, log: `video:${this.video}`, push: NOTES };
    const user = { topic: `notes:user:${this.user}`, log: `user:${this.user}`, push: NOTES };
    const meta = { topic: "video:meta", log: `user:${this.user}`, push: VIDEOS };
    const make = (name, others) => new Reader(this.#world, options(name, others));
    this.readers = [
      make("panel", { ...notes, variant: socket, presence: true, tokens: "renewed" }),
      make("poller", { ...user, variant: poll }),
      make("library", { ...meta, tokens: "short" }),
      make("plain", { ...notes, variant: socket, presence: true, recovers: false }),
    ];
    this.readers[0].onEvent = (event, what) => this.#noticed(event, what);
  }

  #noticed(event, { id, text }) {
    if (event === "note_created") {
      this.#events.add(id, writeKey(event, { text }));
      this.notes.push(id);
    }
    if (event === "note_deleted") this.notes = this.notes.filter((other) => other !== id);
  }

  // When it has seen all that was acknowledged.
  async #dismiss(reader) {
    await pause(LINGER_MS);
    await until("the session's end", () => reader.owed.keys.length === 0, PATIENCE_MS).catch(() => {});
    if (reader.owed.keys.length > 0) return;
    this.readers.splice(this.readers.indexOf(reader), 1);
    await reader.leave();
  }
}
