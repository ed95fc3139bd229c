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

  constructor(history) {
    this.history = history;
    history.forEach((entry, place) => this.#take({ ...entry, place }));
  }

  // The write that an event comes from. Texts are unique, so it is one.
  causeOf({ event, id, text }) {
    return this.#byKey.get(`${event} ${event === "note_deleted" ? id : text}`);
  }

  #byKey = new Map();

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
