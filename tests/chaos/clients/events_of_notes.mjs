// The keys of the events of each note, so that a deletion can settle them. A note's creation is known
// by its words until a reader sees the note's id.

export class EventsOfNotes {
  #keys = new Map();

  add(note, key) {
    if (!this.#keys.has(note)) this.#keys.set(note, new Set());
    this.#keys.get(note).add(key);
  }

  of(note) {
    return [...(this.#keys.get(note) ?? [])];
  }
}
