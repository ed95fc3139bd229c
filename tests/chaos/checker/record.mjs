// A history, sorted by what the checks ask for.

export class Record {
  // w → {w, op, key, logs, session, sent, acked, refused}: `sent` and `acked` are places in the history.
  writes = new Map();
  // name → {topic, log, push, recovers, entries}
  readers = new Map();
  // topic → [{offset, epoch, event, id, revision, text}]
  logs = new Map();
  // user → [{id, text, …}], as the services have them in the end.
  notes = new Map();
  videos = new Map();
  // [{safe, began, over, healed}], places in the history: the log was put back to what it was after
  // `began`, before `over`. Writes that were acknowledged before `safe` are in it. All processes were ready
  // again at `healed`.
  restores = [];

  constructor(history) {
    this.history = history;
    history.forEach((entry, place) => this.#take({ ...entry, place }));
  }

  // True if a restore of the log may have removed the events of a write.
  mayBeLost({ sent, acked }) {
    return this.restores.some(({ safe, over }) => sent < over && !(acked < safe));
  }

  // The write that an event comes from. Texts are unique, so it is one.
  causeOf({ event, id, text }) {
    return this.#byKey.get(`${event} ${event === "note_deleted" ? id : text}`);
  }

  // Words of a note that was deleted are taken back, and its events with them.
  mayBeRedacted(log, { key }) {
    const events = this.logs.get(log) ?? [];
    return key.startsWith("note_") && events.some(({ event }) => event === "redacted");
  }

  #byKey = new Map();
  #faults = new Map();
  #healed = 0;
  #safe = 0;

  #take(entry) {
    const reader = this.readers.get(entry.c);
    switch (entry.k) {
      case "write":
        this.writes.set(entry.w, entry);
        this.#byKey.set(entry.key, entry);
        break;
      case "try":
        this.writes.get(entry.w).sent ??= entry.place;
        break;
      case "answer":
        this.#answered(this.writes.get(entry.w), entry);
        break;
      case "reader":
        this.readers.set(entry.c, { ...entry, entries: [] });
        break;
      // By then all readers had the writes that were acknowledged before the end of the last round.
      case "round":
        this.#safe = this.#healed;
        break;
      case "ready":
        this.#healed = entry.place;
        for (const restore of this.restores) restore.healed = Math.min(restore.healed, entry.place);
        break;
      case "fault":
        this.#faults.set(entry.id, entry.place);
        break;
      case "restored":
        this.restores.push({
          safe: this.#safe,
          began: this.#faults.get(entry.id),
          over: entry.place,
          healed: Infinity,
        });
        break;
      case "log":
        this.logs.set(entry.topic, entry.events);
        break;
      case "notes":
        this.notes.set(entry.user, entry.notes);
        break;
      case "videos":
        this.videos.set(entry.user, entry.videos);
        break;
      default:
        reader?.entries.push(entry);
    }
  }

  #answered(write, { place, status, reason }) {
    if (status === "ok") write.acked ??= place;
    write.last = { status, reason };
  }
}
