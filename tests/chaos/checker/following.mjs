// Whoever follows a topic with positions sees each of its events, once, in order.

import { eventKey } from "../clients/event_key.mjs";

export function checkFollowing(record) {
  return [...record.readers.values()]
    .filter(({ recovers }) => recovers)
    .flatMap((reader) => new Follower(record, reader).check());
}

class Follower {
  #wrongs = [];
  #position;
  #log;
  #reader;
  #record;

  constructor(record, reader) {
    this.#record = record;
    this.#reader = reader;
    this.#log = record.logs.get(reader.log) ?? [];
  }

  check() {
    for (const entry of this.#reader.entries) {
      if (entry.k === "joined") this.#joined(entry);
      if (entry.k === "event" && this.#reader.push.includes(entry.event)) this.#saw(entry);
    }
    this.#checkEnd();
    return this.#wrongs;
  }

  #joined({ position, recovered, gave }) {
    if (gave && !recovered) this.#wrong(`was told to load anew at ${describe(this.#position)}`);
    if (recovered && !isSame(position, this.#position)) {
      this.#wrong(`goes on at ${describe(position)} rather than at ${describe(this.#position)}`);
    }
    if (!recovered) this.#position = position;
  }

  #saw(event) {
    const { position } = event;
    // What a session says to its own client has none, and is in no log.
    if (!position && event.event === "agent_event") return undefined;
    if (!position) return this.#wrong(`got ${eventKey(event)} without a position`);
    const there = this.#log[position.offset - 1];
    if (!there || there.epoch !== position.epoch || eventKey(there) !== eventKey(event)) {
      this.#wrong(`got ${eventKey(event)} at ${describe(position)}, where the log has ${there && eventKey(there)}`);
    }
    if (!this.#position) return this.#wrong(`got ${eventKey(event)} before it had joined`);
    if (position.offset <= this.#position.offset) {
      return this.#wrong(`got ${eventKey(event)} at ${describe(position)} behind ${describe(this.#position)}`);
    }
    for (const missed of this.#between(this.#position.offset, position.offset - 1)) {
      this.#wrong(`did not get ${eventKey(missed)} at ${missed.offset}`);
    }
    this.#position = position;
  }

  // What was acknowledged has come in the end.
  #checkEnd() {
    if (!this.#position) return this.#wrong("never joined");
    for (const missed of this.#between(this.#position.offset, this.#log.length)) {
      if (this.#record.causeOf(missed)?.acked !== undefined) {
        this.#wrong(`never got ${eventKey(missed)} at ${missed.offset}`);
      }
    }
  }

  // Of what its channel forwards, behind `after` up to `last`.
  #between(after, last) {
    return this.#log.slice(after, last).filter(({ event }) => this.#reader.push.includes(event));
  }

  #wrong(what) {
    this.#wrongs.push(`${this.#reader.c} on ${this.#reader.topic} ${what}`);
  }
}

const describe = (position) => (position ? `${position.epoch}:${position.offset}` : "no position");

const isSame = (one, other) => one?.epoch === other?.epoch && one?.offset === other?.offset;
