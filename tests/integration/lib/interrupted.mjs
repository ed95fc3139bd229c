// The end of a test that SIGINT or SIGTERM interrupts: Node runs no `after` hook then.

import os from "node:os";

const cleanups = new Set();
let isListening = false;

function listen() {
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.once(signal, () => {
      for (const cleanup of cleanups) cleanup();
      process.exit(128 + os.constants.signals[signal]);
    });
  }
  isListening = true;
}

// Calls the synchronous `cleanup` when a signal interrupts the test. Returns the function that withdraws it.
export function whenInterrupted(cleanup) {
  if (!isListening) listen();
  cleanups.add(cleanup);
  return () => cleanups.delete(cleanup);
}
