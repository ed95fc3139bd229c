// The table of kept costs.

import assert from "node:assert/strict";
import fs from "node:fs";
import { describe, test } from "node:test";
import { compare, describeDifference, parseCounts, parseKept, parseProperties, rewrite } from "./costs.mjs";

const TABLE = "# Counts.\n\nedge.event.allocations 9\nnote.transactions 11 ~ 1\n";

const differences = (...measured) => compare(parseKept(TABLE), new Map(measured)).map(describeDifference);

describe("the table of kept costs", () => {
  test("has a count for each name, and a tolerance for some", () => {
    assert.deepEqual([...parseKept(TABLE)], [
      ["edge.event.allocations", { count: 9, tolerance: 0 }],
      ["note.transactions", { count: 11, tolerance: 1 }],
    ]);
  });

  test("refuses a line that is none of it, and a name that is there twice", () => {
    assert.throws(() => parseKept("edge.event nine\n"), /has a line "edge.event nine"/);
    assert.throws(() => parseKept("a.b 1\na.b 2\n"), /has a.b twice/);
  });

  test("of the tree can be read", () => {
    assert.ok(parseKept(fs.readFileSync(new URL("kept.txt", import.meta.url), "utf8")).size > 0);
  });

  test("gets the new counts, and keeps its comments, tolerances and order", () => {
    const measured = new Map([["edge.event.allocations", 8], ["note.transactions", 12], ["note.writes", 20]]);
    assert.equal(rewrite(TABLE, measured), "# Counts.\n\nedge.event.allocations 8\nnote.transactions 11 ~ 1\nnote.writes 20\n");
  });
});

describe("the comparison of costs", () => {
  test("has no difference for the kept counts, nor within a tolerance", () => {
    assert.deepEqual(differences(["edge.event.allocations", 9], ["note.transactions", 12]), []);
  });

  test("has the old and the new count of a cost that grew or fell", () => {
    assert.deepEqual(differences(["edge.event.allocations", 9.5], ["note.transactions", 9]), [
      "edge.event.allocations: kept 9, now 9.5 (dearer)",
      "note.transactions: kept 11, now 9 (cheaper)",
    ]);
  });

  test("has a cost that is not kept, and one that no test measured", () => {
    assert.deepEqual(differences(["edge.event.allocations", 9], ["note.writes", 20]), [
      "note.transactions: kept 11, not measured",
      "note.writes: not kept, now 20",
    ]);
  });
});

describe("the measured costs", () => {
  test("are the properties of tests in C++", () => {
    const xml = '<testcase name="A"><properties><property name="cost:edge.event.recv" value="0.0625"/><property name="seed" value="1"/></properties></testcase>';
    assert.deepEqual([...parseProperties(xml)], [["edge.event.recv", 0.0625]]);
  });

  test("are lines of tests in Node, the last one of each name", () => {
    assert.deepEqual([...parseCounts("note.writes 22\nnote.writes 21\n")], [["note.writes", 21]]);
  });
});
