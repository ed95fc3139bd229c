// Runs the benchmarks, one after the other, and prints one table: each figure beside its baseline of the
// same run. ./dev bench has built the programs.
//
//   node bench.mjs [--json] [PATTERN]     PATTERN: a part of a benchmark's name or target
//   node bench.mjs --targets [PATTERN]    prints the targets to build
//
// Ends with 1 if a benchmark failed. A goal that is missed is in the table, and no failure: a loaded
// machine must not decide about a change.

import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { startStack } from "../integration/lib/stack.mjs";
import { benchTable, failedLine } from "./bench_line.mjs";
import { BENCHES } from "./catalog.mjs";
import { GoogleResults } from "./results.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const LIMIT_MS = 30 * 60_000;

const args = process.argv.slice(2);
const flags = args.filter((arg) => arg.startsWith("--"));
const [pattern = ""] = args.filter((arg) => !arg.startsWith("--"));

function endWithMessage(text) {
  process.stderr.write(`lossy: ${text}\n`);
  process.exit(2);
}

const isMatch = ({ name, target = "", script = "" }) => [name, target, script].some((text) => text.includes(pattern));

const fileOf = (target) => path.join(root, "bazel-bin", target.slice(2).replace(":", "/"));

const targetsOf = ({ target, targets = [] }) => [target, ...targets].filter(Boolean);

// Prints the output on standard error, and returns that of standard output. Rejects when it fails.
function run(command, args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ["ignore", "pipe", "inherit"], timeout: LIMIT_MS });
    let output = "";
    child.stdout.on("data", (data) => {
      output += data;
      process.stderr.write(data);
    });
    child.on("error", reject);
    child.on("close", (code, signal) =>
      code === 0 ? resolve(output) : reject(new Error(`it ended with ${signal ?? code}`)),
    );
  });
}

// The environment of ./dev load, for the stack of the benchmarks.
const environmentOf = (stack) => ({ ...process.env, ...(stack && { LOSSY_PORT: stack.port, LOSSY_DATA: stack.data }) });

async function measure({ target, script, args = [], reads, lines }, stack) {
  const env = environmentOf(stack);
  if (script) return lines(await run(process.execPath, [path.join(root, script), ...args], env));
  if (reads === "text") return lines(await run(fileOf(target), args, env));
  const out = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "lossy-bench-")), "results.json");
  try {
    await run(fileOf(target), [...args, `--benchmark_out=${out}`, "--benchmark_out_format=json"], env);
    return lines(new GoogleResults(fs.readFileSync(out, "utf8")));
  } finally {
    fs.rmSync(path.dirname(out), { recursive: true, force: true });
  }
}

async function measureAll(benches) {
  const lines = [];
  let stack;
  try {
    for (const bench of benches) {
      process.stderr.write(`lossy: ${bench.target ?? bench.script}\n`);
      if (bench.stack) stack ??= await startStack();
      const measured = await measure(bench, stack).catch((error) => [failedLine(bench.name, error.message)]);
      lines.push(...measured);
    }
  } finally {
    await stack?.stop();
  }
  return lines;
}

const unknown = flags.find((flag) => !["--json", "--targets"].includes(flag));
if (unknown) endWithMessage(`${unknown} is none of --json, --targets`);
const benches = BENCHES.filter(isMatch);
if (benches.length === 0) endWithMessage(`no benchmark matches "${pattern}"`);
if (flags.includes("--targets")) {
  console.log([...new Set(benches.flatMap(targetsOf))].join("\n"));
} else {
  const lines = await measureAll(benches);
  console.log(flags.includes("--json") ? JSON.stringify(lines, null, 2) : benchTable(lines));
  process.exitCode = lines.some(({ problem }) => problem !== undefined) ? 1 : 0;
}
