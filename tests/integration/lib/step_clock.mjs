// The wall clock of each process of a stack, moved by the library of tests/clock.

import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const NANOSECONDS = 1_000_000_000n;

export const STEP_CLOCK_LIBRARY = path.join(root, "bazel-bin/tests/clock/libstep_clock.so");

// The environment of a stack whose clocks can be moved.
export const STEP_CLOCK_ENV = { STEP_CLOCK_LIBRARY };

// The process that reads this file has its wall clock so far from the machine's from now on.
export function writeOffset(file, seconds) {
  const offset = Buffer.alloc(8);
  offset.writeBigInt64LE(BigInt(seconds) * NANOSECONDS);
  // In place: the process has mapped the file.
  const descriptor = fs.openSync(file, fs.constants.O_WRONLY | fs.constants.O_CREAT, 0o644);
  fs.writeSync(descriptor, offset, 0, offset.length, 0);
  fs.closeSync(descriptor);
}

// Moves the wall clock of the stack's process, also of one that takes its place.
export function setClock(stack, name, seconds) {
  writeOffset(path.join(stack.data, "clocks", name), seconds);
}
