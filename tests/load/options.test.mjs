// The command line of a load.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readOptions } from "./options.mjs";

const read = (...args) =>
  readOptions({ seconds: 5, work: "notes" }, { seconds: [1, 60], work: ["notes", "joins"] }, args);

describe("the options of a load", () => {
  test("have their defaults", () => assert.deepEqual(read(), { seconds: 5, work: "notes" }));

  test("are read by their types", () => {
    assert.deepEqual(read("--seconds=2.5", "--work=joins,notes"), { seconds: 2.5, work: "joins,notes" });
  });

  test("are refused when they are unknown, no number, out of range or none of the values", () => {
    assert.throws(() => read("--second=1"), /--second=1 is none of --seconds=5 --work=notes/);
    assert.throws(() => read("--seconds"), /--seconds is none of/);
    assert.throws(() => read("--seconds=x"), /--seconds=x is no number/);
    assert.throws(() => read("--seconds=61"), /--seconds=61: must be from 1 to 60/);
    assert.throws(() => read("--work=joins,tea"), /"tea" is none of notes, joins/);
  });
});
