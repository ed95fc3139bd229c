// Arrived messages that no test has taken yet, in order.

import { within } from "./wait.mjs";

export class Inbox {
  #items = [];
  #waiting = [];

  put(item) {
    const index = this.#waiting.findIndex(({ matches }) => matches(item));
    if (index < 0) {
      this.#items.push(item);
    } else {
      this.#waiting.splice(index, 1)[0].resolve(item);
    }
  }

  // Takes the first item that matches; what comes before it stays.
  take(what, matches = () => true, limitMs = 10_000) {
    const index = this.#items.findIndex(matches);
    if (index >= 0) return Promise.resolve(this.#items.splice(index, 1)[0]);
    const arrival = new Promise((resolve) => this.#waiting.push({ matches, resolve }));
    return within(what, arrival, limitMs);
  }

  // The matching messages, which stay in the inbox.
  peek(matches = () => true) {
    return this.#items.filter(matches);
  }
}
