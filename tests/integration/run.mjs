// Starts one Lossy, runs test files against it side by side, and stops it.
//
//   node run.mjs --tap=FILE TEST_FILE…     FILE gets the results in TAP

import { spawn } from "node:child_process";
import { startStack } from "./lib/stack.mjs";

function runTests(files, tap, stack) {
  const reporters = ["spec", "tap"].map((name) => `--test-reporter=${name}`);
  const destinations = ["stdout", tap].map((name) => `--test-reporter-destination=${name}`);
  const child = spawn(process.execPath, ["--test", ...reporters, ...destinations, ...files], {
    stdio: "inherit",
    env: { ...process.env, LOSSY_TEST_STACK: stack.place() },
  });
  return new Promise((resolve) => child.on("exit", (code) => resolve(code ?? 1)));
}

const [tapFlag, ...files] = process.argv.slice(2);
const stack = await startStack();
try {
  process.exitCode = await runTests(files, tapFlag.replace("--tap=", ""), stack);
} finally {
  await stack.stop();
}
