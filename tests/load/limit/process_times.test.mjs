// CPU times by /proc.

import assert from "node:assert/strict";
import { test } from "node:test";
import { parseHost, parseStat, readTimes, useBetween } from "./process_times.mjs";

test("a process may have a name with spaces and brackets", () => {
  const text = "42 (a (b) c) S 1 42 42 0 -1 4194560 1 0 0 0 150 50 7 7 20 0 3 0 100 1 1";
  assert.deepEqual(parseStat(text), { name: "a (b) c", seconds: 2 });
});

test("the host is busy except when it is idle or waits for a disk", () => {
  assert.equal(parseHost("cpu  100 10 20 5000 300 1 2 3 0 0\ncpu0 1 1 1 1\n"), 1.36);
});

test("the use is the difference, and a thread that began meanwhile counts whole", () => {
  const times = (...threads) => new Map(threads.map(([key, seconds]) => [key, { name: key, seconds }]));
  const before = { at: 0, busy: 10, processes: { edge: times(["a", 1]) } };
  const after = { at: 2000, busy: 13, processes: { edge: times(["a", 2], ["b", 1.5]) } };
  const { busy, processes } = useBetween(before, after);
  assert.equal(busy, 1.5);
  assert.deepEqual(processes, [
    { name: "edge", seconds: 2.5, cpu: 1.25, threads: [{ name: "b", cpu: 0.75 }, { name: "a", cpu: 0.5 }] },
  ]);
});

test("this process has threads, and a process that has ended has none", () => {
  const { processes } = readTimes({ self: process.pid, ended: 2 ** 22 + 1 });
  assert.ok(processes.self.size > 0);
  assert.equal(processes.ended.size, 0);
});
