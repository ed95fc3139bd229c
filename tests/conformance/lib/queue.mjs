// Messages of the server that were not read yet, in order.

export class Queue {
  #items = [];
  #waiting = null;

  put(item) {
    this.#items.push(item);
    this.#waiting?.();
  }

  get waiting() {
    return this.#items.length;
  }

  // The next item; undefined when none came in time.
  async next(limitMs) {
    const deadline = performance.now() + limitMs;
    while (this.#items.length === 0) {
      const left = deadline - performance.now();
      if (left <= 0) return undefined;
      await this.#arrival(left);
    }
    return this.#items.shift();
  }

  #arrival(limitMs) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, limitMs);
      this.#waiting = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
