// Starts one Lossy, runs test files against it side by side, and stops it.
//
//   node run.mjs --tap=FILE TEST_FILE…     FILE gets the results in TAP

import { spawn } from "node:child_process";
import { startStack } from "./lib/stack.mjs";

// Most files wait for processes most of the time.
const SIDE_BY_SIDE = "--test-concurrency=3";

// A test that never ends is ended.
const LIMIT_MS = Number(process.env.LOSSY_TEST_MINUTES ?? 15) * 60_000;

function runTests(files, tap, stack) {
  const reporters = ["spec", "tap"].map((name) => `--test-reporter=${name}`);
  const destinations = ["stdout", tap].map((name) => `--test-reporter-destination=${name}`);
  const options = ["--test", SIDE_BY_SIDE, ...reporters, ...destinations];
  const child = spawn(process.execPath, [...options, ...files], {
    stdio: "inherit",
    env: { ...process.env, LOSSY_TEST_STACK: stack.place() },
  });
  const limit = setTimeout(() => child.kill(), LIMIT_MS);
  return new Promise((resolve) => {
    child.on("exit", (code) => {
      clearTimeout(limit);
      resolve(code ?? 1);
    });
  });
}

const [tapFlag, ...files] = process.argv.slice(2);
const stack = await startStack();
try {
  process.exitCode = await runTests(files, tapFlag.replace("--tap=", ""), stack);
} finally {
  await stack.stop();
}
