// Records the operations of one step of load.

import { percentile } from "../times.mjs";

export class Recorder {
  started = 0;
  done = 0;
  // From each reason to its count.
  failures = new Map();
  // In milliseconds, in the order of the ends.
  times = [];
  // From the answer of an operation until a client saw its effect, of works that measure it.
  lags = [];

  // Runs one operation that was due at `due` (performance.now()), so that a late start counts as well. The
  // operation may call its argument at the answer; the rest of its time is its lag. The returned promise
  // never rejects.
  async run(operation, due) {
    ++this.started;
    let answered;
    try {
      await operation(() => (answered = performance.now()));
      const end = performance.now();
      this.times.push((answered ?? end) - due);
      if (answered !== undefined) this.lags.push(end - answered);
      ++this.done;
    } catch (error) {
      this.fail(error.message);
    }
  }

  fail(reason) {
    this.failures.set(reason, (this.failures.get(reason) ?? 0) + 1);
  }

  get failed() {
    return [...this.failures.values()].reduce((sum, count) => sum + count, 0);
  }

  get unfinished() {
    return this.started - this.done - this.failed;
  }

  // The figures in milliseconds.
  figures() {
    const at = (times, share) => percentile(times, share);
    return { p50: at(this.times, 0.5), p99: at(this.times, 0.99), lagP99: at(this.lags, 0.99) };
  }
}
