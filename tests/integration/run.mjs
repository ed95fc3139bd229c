// Starts one Lossy, runs test files against it, and stops it.
//
//   node run.mjs --tap=FILE TEST_FILE…     FILE gets the results in TAP

import { spawn } from "node:child_process";
import fs from "node:fs";
import { startStack } from "./lib/stack.mjs";

// Most files wait for processes most of the time.
const SIDE_BY_SIDE = 3;

// In these a browser records a voice in real time: on a busy machine it would skip parts of it.
const ALONE = /\/(studio_faults|studio_firefox|twenty_sentences)\.test\.mjs$/;

// A test that never ends is ended.
const LIMIT_MS = Number(process.env.LOSSY_TEST_MINUTES ?? 40) * 60_000;

// Runs them, `concurrency` at once. Returns the exit code; 0 if there are none.
function runTests(files, concurrency, tap, stack) {
  if (files.length === 0) return 0;
  const reporters = ["spec", "tap"].map((name) => `--test-reporter=${name}`);
  const destinations = ["stdout", tap].map((name) => `--test-reporter-destination=${name}`);
  const options = ["--test", `--test-concurrency=${concurrency}`, ...reporters, ...destinations];
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
const tap = tapFlag.replace("--tap=", "");
const stack = await startStack();
try {
  const alone = files.filter((file) => ALONE.test(file));
  const others = files.filter((file) => !ALONE.test(file));
  const code = await runTests(others, SIDE_BY_SIDE, tap, stack);
  const codeAlone = await runTests(alone, 1, `${tap}.alone`, stack);
  if (alone.length > 0) fs.appendFileSync(tap, fs.readFileSync(`${tap}.alone`));
  process.exitCode = code || codeAlone;
} finally {
  await stack.stop();
}
