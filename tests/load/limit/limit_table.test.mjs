// The table of limits.

import assert from "node:assert/strict";
import { test } from "node:test";
import { limitTable } from "./limit_table.mjs";

test("the table has a column for each process and a line for each work", () => {
  const rows = [
    {
      ...{ work: "notes", loop: "open", rate: 412.3, p50: 12.34, p99: 101.6, lagP99: undefined },
      ...{ cpu: { edge: 91.26, postgres: 2100 }, statements: 30.2, commits: 8.04, syncs: 0.5 },
      bottleneck: "the CPU of the host",
    },
    {
      ...{ work: "joins", loop: "closed", rate: 1600, p50: 1, p99: 9, lagP99: 3 },
      ...{ cpu: { edge: 200 }, statements: undefined, commits: 0, syncs: 0 },
      bottleneck: "a thread of edge",
    },
  ];
  const lines = limitTable(rows).split("\n");
  const cells = lines.map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
  assert.deepEqual(cells[0].slice(6, 8), ["edge µs", "postgres µs"]);
  assert.deepEqual(cells[2], [
    ...["notes", "open", "412", "12.3", "102", "–", "91.3", "2100", "30.2", "8.04", "0.50"],
    "the CPU of the host",
  ]);
  assert.deepEqual(cells[3].slice(5, 9), ["3.00", "200", "–", "–"]);
  assert.ok(cells.every((line) => line.length === cells[0].length));
});
