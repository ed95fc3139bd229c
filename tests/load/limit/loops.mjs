// Starts operations: at a rate, whatever the answers do, or by clients that each wait for their answer.

import { pause } from "../../integration/lib/wait.mjs";

const TICK_MS = 2;

// An open loop: starts `rate` operations a second for `seconds`. An operation that would be one more than
// `most` unfinished ones fails at once. Returns when all operations have ended or `signal` is aborted.
export async function openLoop({ operation, recorder, rate, seconds, most, signal }) {
  const begin = performance.now();
  const running = new Set();
  const start = (due) => {
    if (running.size >= most) {
      ++recorder.started;
      return recorder.fail("too many unfinished operations");
    }
    const ended = recorder.run(operation, due).finally(() => running.delete(ended));
    running.add(ended);
  };
  const total = Math.round(rate * seconds);
  for (let number = 0; number < total && !signal.aborted; ) {
    const due = Math.min(total, ((performance.now() - begin) / 1000) * rate);
    for (; number < due; ++number) start(begin + (number / rate) * 1000);
    await pause(TICK_MS);
  }
  await untilAborted(Promise.all(running), signal);
}

// A closed loop: `clients` clients, each with one operation at a time, for `seconds`.
export async function closedLoop({ operation, recorder, clients, seconds, signal }) {
  const end = performance.now() + seconds * 1000;
  const work = async () => {
    for (let now = performance.now(); now < end && !signal.aborted; now = performance.now()) {
      const failed = recorder.failed;
      await untilAborted(recorder.run(operation, now), signal);
      // A refusal at once must not become a loop that blocks this program.
      if (recorder.failed > failed) await pause();
    }
  };
  await Promise.all(Array.from({ length: clients }, work));
}

// Returns when the promise or the signal is first. Each operation has a deadline of its own.
function untilAborted(promise, signal) {
  if (signal.aborted) return undefined;
  let abort;
  const aborted = new Promise((resolve) => {
    abort = resolve;
    signal.addEventListener("abort", abort, { once: true });
  });
  return Promise.race([promise, aborted]).finally(() => signal.removeEventListener("abort", abort));
}
