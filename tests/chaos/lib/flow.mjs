// One direction of a connection through a link.

export class Flow {
  #from;
  #to;
  #conditions;
  #waiting = [];
  #timer;
  // This connection delivers nothing any more.
  lost = false;

  // `conditions` answers what the link is like now: {delay, blocked}.
  constructor(from, to, conditions) {
    this.#from = from;
    this.#to = to;
    this.#conditions = conditions;
    from.on("data", (data) => this.#put(data));
    from.on("end", () => this.#put(null));
    to.on("drain", () => this.resume());
  }

  // Called when conditions have changed.
  resume() {
    clearTimeout(this.#timer);
    if (this.#isHeld()) {
      this.#from.pause();
      return;
    }
    while (this.#waiting.length > 0 && this.#waiting[0].due <= performance.now()) {
      if (!this.#give(this.#waiting.shift().data)) return this.#from.pause();
    }
    if (this.#waiting.length > 0) {
      this.#timer = setTimeout(() => this.resume(), this.#waiting[0].due - performance.now());
    }
    this.#from.resume();
  }

  stop() {
    clearTimeout(this.#timer);
    this.#waiting = [];
  }

  #isHeld() {
    return this.lost || this.#conditions().blocked;
  }

  // `null` is the end. Order is kept also when the delay becomes shorter.
  #put(data) {
    const due = performance.now() + this.#conditions().delay;
    this.#waiting.push({ data, due: Math.max(due, this.#waiting.at(-1)?.due ?? 0) });
    this.resume();
  }

  // True if there is room for more.
  #give(data) {
    if (data !== null) return this.#to.write(data);
    this.#to.end();
    return true;
  }
}
