// Waits for marks that pushes carry.

import { within } from "../../../integration/lib/wait.mjs";

export class Awaited {
  #waiting = new Map();

  // Resolves when `mark` has arrived `times` times. An arrival before this call does not count.
  wait(mark, limitMs, times = 1) {
    const arrived = new Promise((resolve) => this.#waiting.set(mark, { resolve, left: times }));
    return within("an event", arrived, limitMs).finally(() => this.#waiting.delete(mark));
  }

  arrive(mark) {
    const waiting = this.#waiting.get(mark);
    if (waiting && --waiting.left === 0) waiting.resolve();
  }
}
