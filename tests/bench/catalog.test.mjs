// The catalog of ./dev bench, its readers and its table.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { benchLine, benchTable, failedLine, ratioLine } from "./bench_line.mjs";
import { BENCHES } from "./catalog.mjs";
import { GoogleResults, numbersIn } from "./results.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

// The programs of the tree whose name says that they are benchmarks.
function benchmarksOfTree() {
  const pattern = 'name = "[a-z0-9_]*(_bench|_benchmark|_cost)"';
  const lines = execFileSync("git", ["grep", "-nE", pattern, "--", "*BUILD.bazel"], { cwd: root, encoding: "utf8" });
  return lines
    .trim()
    .split("\n")
    .map((line) => line.match(/^(.*)\/BUILD\.bazel:\d+:.*"(.*)"/))
    .map(([, folder, name]) => `//${folder}:${name}`);
}

const result = (name, time, counters = {}) => ({ name, real_time: time, time_unit: "us", ...counters });
const google = (...benchmarks) => new GoogleResults(JSON.stringify({ benchmarks }));
const linesOf = (name, results) => BENCHES.find((bench) => bench.name === name).lines(results);

describe("the catalog", () => {
  test("has each benchmark of the tree", () => {
    const known = BENCHES.flatMap(({ target, targets = [] }) => [target, ...targets]);
    assert.deepEqual(benchmarksOfTree().filter((target) => !known.includes(target)), []);
  });

  test("reads the counters of Google Benchmark", () => {
    const [line, two] = linesOf(
      "relay",
      google(
        result("BM_Relay/iterations:3/real_time", 1, { alone_per_s: 40_000, beside_per_s: 50_000 }),
        result("BM_TwoRelays/iterations:3/real_time", 1, { one_per_s: 20_000, two_per_s: 25_000 }),
      ),
    );
    assert.equal(line.figure, 20);
    assert.equal(line.baseline, 25);
    assert.equal(line.ratio, 0.8);
    assert.ok(line.met);
    assert.equal(two.ratio, 0.8);
    assert.ok(!two.met);
  });

  test("reads lines of text", () => {
    const [claims] = linesOf("claims", "claimed and finished: 1000 per second, with 50000 waiting 800 per second: ratio 1.25");
    assert.equal(claims.ratio, 1.25);
    const [trace] = linesOf("trace", "CPU per message: 60.00 us without traces, 63.00 us with 0.01 of them sampled: +5.0 %");
    assert.equal(trace.met, false);
    const output = "new      100 joins/s   900 us (edge 1)\nknown    100 joins/s   300 us (edge 1)\none      100 joins/s   150 us (edge 1)";
    assert.deepEqual(linesOf("join_cost", output).map(({ ratio }) => ratio), [6, 2]);
    const spoken = "alone    100 notes in 2 s, 50/s  8000 us a note (edge 1)\ntogether 400 notes in 1 s, 400/s  2000 us a note (edge 1)";
    assert.deepEqual(linesOf("spoken", spoken).map(({ ratio }) => ratio), [0.25]);
  });

  test("compares the latency and the CPU of list_videos, by the number of clients", () => {
    const line = (atOnce, cpu) =>
      `${atOnce} at a time: bare gRPC 200 us and 100 us of CPU, through the edge 300 us and ${cpu} us of CPU, ratios 1.5 and 1.3\n`;
    const lines = linesOf("list_videos", line(1, 130) + line(16, 150));
    assert.deepEqual(lines.map(({ ratio, met }) => [ratio, met]), [[1.5, false], [1.3, true], [1.5, false], [1.5, false]]);
  });

  test("names a result that is missing", () => {
    assert.throws(() => linesOf("relay", google()), /there is no benchmark BM_Relay/);
    assert.throws(() => linesOf("claims", "nothing"), /the output has no line like/);
  });
});

describe("the results", () => {
  test("have their time in microseconds, whatever their unit", () => {
    const results = google({ name: "a", real_time: 2, time_unit: "ms" }, { name: "b", real_time: 500, time_unit: "ns" });
    assert.equal(results.micros("a"), 2000);
    assert.equal(results.micros("b"), 0.5);
  });

  test("of a benchmark that failed are no results", () => {
    const failed = { name: "a", real_time: 0, time_unit: "ns", error_occurred: true, error_message: "no" };
    assert.throws(() => google(failed).micros("a"), /a: no/);
  });

  test("of text are the groups of a pattern", () => assert.deepEqual(numbersIn("x 1.5 y 2", /x ([\d.]+) y (\d)/), [1.5, 2]));
});

describe("the table of benchmarks", () => {
  test("has the figure, its baseline, their ratio and the goal", () => {
    const lines = [
      benchLine({ bench: "a", unit: "µs", figure: 30, baseline: 10, beside: "bare", goal: 2 }),
      ratioLine({ bench: "b", unit: "µs", figure: 30, ratio: 1.5, beside: "bare", goal: 2 }),
      failedLine("c", "it ended with 1"),
    ];
    const cells = benchTable(lines).split("\n").slice(2).map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
    assert.deepEqual(cells, [
      ["a", "30.0 µs", "10.0 µs, bare", "3.00", "≤ 2 (missed)"],
      ["b", "30.0 µs", "20.0 µs, bare", "1.50", "≤ 2"],
      ["c", "–", "–", "–", "failed: it ended with 1"],
    ]);
  });

  test("has no line without a ratio", () => {
    assert.throws(() => benchLine({ bench: "a", unit: "µs", figure: 1, baseline: 0, beside: "b" }), /no ratio/);
  });
});
