// ./dev load sizing, with as few real connections as make a table.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startStack } from "./lib/stack.mjs";

let stack;
before(async () => {
  // The check restarts notifications.
  stack = await startStack();
});
after(() => stack?.stop());

// The cells of each line of the tables.
const cellsOf = (output) =>
  output
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));

describe("the size of an installation", { timeout: 300_000 }, () => {
  test("is computed for any number of connections", async () => {
    const output = await stack.dev("load", "sizing", "--connections=2000000", "--notes_per_second=0");
    assert.match(output, /^2000000 connections:/);
    const edges = cellsOf(output).find(([, of]) => of === "edges");
    assert.equal(edges[0], "memory");
    assert.doesNotMatch(output, /NaN|undefined|Infinity/);
  });

  test("is compared with real connections, line by line", async () => {
    const output = await stack.dev("load", "sizing", "--check=40");
    const [, check] = output.split("40 connections, computed and measured:");
    const rows = cellsOf(check);
    for (const what of ["edge, memory of a connection", "heartbeat, edge", "first join, postgres"]) {
      const row = rows.find(([name]) => name === what);
      assert.match(row[2], /^[-\d.]+ (KB|µs)$/, `${what}: ${row}`);
    }
    const [, , seconds] = rows.find(([name]) => name.startsWith("all topics live"));
    assert.ok(Number.parseFloat(seconds) > 0, seconds);
  });

  test("is refused for options out of range", async () => {
    await assert.rejects(stack.dev("load", "sizing", "--connections=0"), /--connections=0: must be from 1 to/);
  });
});
