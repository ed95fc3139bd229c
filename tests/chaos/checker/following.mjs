// A reader that follows a topic with positions sees each of its events, once, in order.
//
// The log is read in the end: of an epoch that ended before, because the log was restored to an earlier
// state, what is known is what all readers saw of it together.

import { eventKey } from "../clients/event_key.mjs";

export function checkFollowing(record) {
  const followers = [...record.readers.values()].filter(({ recovers }) => recovers);
  const seen = seenByAll(followers);
  return followers.flatMap((reader) => new Follower(record, reader, seen).check());
}

const placeOf = (log, { epoch, offset }) => `${log} ${epoch} ${offset}`;

// {places: "log epoch offset" → event, offsets: "log epoch" → offsets in order}.
function seenByAll(readers) {
  const places = new Map();
  const offsets = new Map();
  for (const { log, entries } of readers) {
    for (const entry of entries) {
      if (entry.k !== "event" || !entry.position) continue;
      const place = placeOf(log, entry.position);
      if (places.has(place)) continue;
      places.set(place, entry);
      const epoch = `${log} ${entry.position.epoch}`;
      offsets.set(epoch, [...(offsets.get(epoch) ?? []), entry.position.offset]);
    }
  }
  for (const list of offsets.values()) list.sort((one, other) => one - other);
  return { places, offsets };
}

class Follower {
  #violations = [];
  #position;
  #loadedAt = 0;
  #leftAt = Infinity;
  #log;
  #reader;
  #record;
  #seen;

  constructor(record, reader, seen) {
    this.#record = record;
    this.#reader = reader;
    this.#seen = seen;
    this.#log = record.logs.get(reader.log) ?? [];
  }

  check() {
    for (const entry of this.#reader.entries) {
      if (entry.k === "joined") this.#joined(entry);
      if (entry.k === "left") this.#leftAt = entry.place;
      if (entry.k === "event" && this.#reader.push.includes(entry.event)) this.#saw(entry);
    }
    this.#checkEnd();
    return this.#violations;
  }

  #joined({ position, recovered, gave, place }) {
    if (gave && !recovered && !this.#wasRestored(position, place)) {
      this.#violated(`had to load the state again at ${describe(this.#position)}`);
    }
    if (recovered && !isSame(position, this.#position)) {
      this.#violated(`goes on at ${describe(position)} rather than at ${describe(this.#position)}`);
    }
    if (recovered) return;
    this.#position = position;
    this.#loadedAt = place;
  }

  // Since the reader loaded the state last. An edge that has not noticed the restore yet may let the
  // reader recover in between.
  #wasRestored(position, place) {
    if (position?.epoch === this.#position?.epoch) return false;
    return this.#record.restores.some(({ began, over }) => began < place && over > this.#loadedAt);
  }

  #saw(event) {
    const { position } = event;
    // An event of a session to its own client has none, and is in no log.
    if (!position && event.event === "agent_event") return undefined;
    if (!position) return this.#violated(`got ${eventKey(event)} without a position`);
    const there = this.#at(position);
    if (!there || (there.event !== "redacted" && eventKey(there) !== eventKey(event))) {
      this.#violated(`got ${eventKey(event)} at ${describe(position)}, where the log has ${there && eventKey(there)}`);
    }
    if (!this.#position) return this.#violated(`got ${eventKey(event)} before it had joined`);
    if (position.epoch !== this.#position.epoch) {
      this.#violated(`got ${eventKey(event)} at ${describe(position)} though it was at ${describe(this.#position)}`);
      this.#position = position;
      return undefined;
    }
    if (position.offset <= this.#position.offset) {
      return this.#violated(`got ${eventKey(event)} at ${describe(position)} behind ${describe(this.#position)}`);
    }
    for (const missed of this.#between(this.#position, position.offset - 1)) {
      this.#violated(`did not get ${eventKey(missed)} at ${missed.offset ?? missed.position.offset}`);
    }
    this.#position = position;
  }

  // The reader has received every acknowledged write in the end.
  #checkEnd() {
    if (!this.#position) return this.#violated("never joined");
    if (this.#log.length > 0 && !this.#isLast(this.#position) && !this.#leftBeforeHealing()) {
      return this.#violated(`is at ${describe(this.#position)} in the end, and the log in ${this.#log[0].epoch}`);
    }
    for (const missed of this.#between(this.#position, this.#log.length)) {
      const cause = this.#record.causeOf(missed);
      if (cause?.acked !== undefined && !this.#record.mayBeLost(cause)) {
        this.#violated(`never got ${eventKey(missed)} at ${missed.offset}`);
      }
    }
  }

  // A reader that leaves before the last restore is healed may not have noticed it.
  #leftBeforeHealing() {
    return this.#leftAt < this.#record.restores.at(-1)?.healed;
  }

  // True if the position is in the epoch in which the log was read. Without a restore there is one.
  #isLast({ epoch }) {
    return this.#record.restores.length === 0 || epoch === this.#log[0]?.epoch;
  }

  #at(position) {
    if (!this.#isLast(position)) return this.#seen.places.get(placeOf(this.#reader.log, position));
    const there = this.#log[position.offset - 1];
    return there?.epoch === position.epoch ? there : undefined;
  }

  // Of what its channel forwards, behind `after` up to `last`.
  #between(after, last) {
    const forwards = ({ event }) => this.#reader.push.includes(event);
    if (this.#isLast(after)) return this.#log.slice(after.offset, last).filter(forwards);
    return (this.#seen.offsets.get(`${this.#reader.log} ${after.epoch}`) ?? [])
      .filter((offset) => offset > after.offset && offset <= last)
      .map((offset) => this.#seen.places.get(placeOf(this.#reader.log, { ...after, offset })))
      .filter(forwards);
  }

  #violated(what) {
    this.#violations.push(`${this.#reader.c} on ${this.#reader.topic} ${what}`);
  }
}

const describe = (position) => (position ? `${position.epoch}:${position.offset}` : "no position");

const isSame = (one, other) => one?.epoch === other?.epoch && one?.offset === other?.offset;
