// The events that a reader must still receive: those of acknowledged writes.
//
// A write is sent before it is acknowledged, and the reader may load the state in between. The state
// may contain the write then, and the log owes the reader no event. The same holds for a log that was
// restored in between: it may have lost the event. The deletion of a note takes the note's earlier
// events out of the outbox and the log. The checker judges these cases by the whole history.

export class OwedEvents {
  #keys = new Set();
  #seen = new Set();
  // The log owes no event of a write that was sent before this time, in performance.now()'s ms.
  #since = -Infinity;

  get keys() {
    return [...this.#keys];
  }

  has(key) {
    return this.#keys.has(key);
  }

  // A write was acknowledged. `key` names its event, `sent` is the time before its first attempt.
  acknowledged(key, sent) {
    if (sent > this.#since && !this.#seen.has(key)) this.#keys.add(key);
  }

  received(key) {
    this.#seen.add(key);
    this.#keys.delete(key);
  }

  // The events may have been taken out of the log: they are owed neither now nor later.
  settle(keys) {
    for (const key of keys) this.received(key);
  }

  // The reader loaded the state, or the log was restored to an earlier one.
  reset(now = performance.now()) {
    this.#since = now;
    this.#keys.clear();
  }
}
