// Starts one Lossy, runs test files against it, and stops it.
//
//   node run.mjs --tap=FILE TEST_FILE…     FILE gets the results in TAP
//
// A file that fails beside others runs once more, alone: these tests start whole clusters, and a busy
// machine makes some of them late. The end of the output names each that passes only then.

import fs from "node:fs";
import { startStack } from "./lib/stack.mjs";
import { TestFile } from "./lib/test_file.mjs";

// Most files wait for processes most of the time.
const SIDE_BY_SIDE = 3;

// In these a browser records a voice in real time: on a busy machine it would skip parts of it.
const ALONE = /\/(studio_faults|studio_firefox|twenty_sentences)\.test\.mjs$/;

// A file that takes longer is ended.
const LIMIT_MS = Number(process.env.LOSSY_TEST_MINUTES ?? 10) * 60_000;

// If more fail, the machine is not the reason.
const MOST_AGAIN = 5;

// Runs them, `concurrency` at once. Returns the results, in the order of the files.
async function runFiles(files, concurrency, options) {
  const results = [];
  let next = 0;
  const work = async () => {
    while (next < files.length) {
      const index = next++;
      const file = files[index];
      results[index] = { file, ...(await file.run({ ...options, live: files.length === 1 })) };
      process.stdout.write(results[index].output);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return results;
}

// Runs the files whose results are bad once more. Returns the last result of each file.
async function again(results, options) {
  const bad = results.filter(({ passed }) => !passed);
  if (bad.length === 0 || bad.length > MOST_AGAIN || results.length === 1) return results;
  const names = bad.map(({ file }) => file.name).join(", ");
  process.stdout.write(`▷ once more, one at a time: ${names}\n`);
  const second = await runFiles(bad.map(({ file }) => file), 1, options);
  for (const { file } of second.filter(({ passed }) => passed)) {
    process.stdout.write(`⚠ ${file.name} failed beside others, and passed alone\n`);
  }
  const better = new Map(second.map((result) => [result.file, result]));
  return results.map((result) => better.get(result.file) ?? result);
}

const [tapFlag, ...paths] = process.argv.slice(2);
const stack = await startStack();
try {
  const options = { env: { ...process.env, LOSSY_TEST_STACK: stack.place() }, limitMs: LIMIT_MS };
  const files = paths.map((file) => new TestFile(file));
  const alone = files.filter(({ file }) => ALONE.test(file));
  const others = files.filter(({ file }) => !ALONE.test(file));
  const first = [...(await runFiles(others, SIDE_BY_SIDE, options)), ...(await runFiles(alone, 1, options))];
  const results = await again(first, options);
  fs.writeFileSync(tapFlag.replace("--tap=", ""), results.map(({ tap }) => tap).join(""));
  for (const { file } of results.filter(({ passed }) => !passed)) {
    process.stdout.write(`✖ ${file.name}\n`);
  }
  process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;
} finally {
  await stack.stop();
}
