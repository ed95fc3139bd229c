import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { load } from "./lib/load.mjs";

const line = await load(new URL("../src/time_line.ts", import.meta.url));
const notes = await load(new URL("../src/notes.ts", import.meta.url));

const note = (id, timestamp_seconds, rest = {}) => ({ id, timestamp_seconds, text: id, ...rest });

describe("the time line", () => {
  test("writes times as clocks do", () => {
    assert.equal(line.clock(0), "0:00");
    assert.equal(line.clock(62.9), "1:02");
    assert.equal(line.clock(3661), "1:01:01");
    for (const unknown of [NaN, Infinity, -1]) assert.equal(line.clock(unknown), "0:00");
  });

  test("says times in words", () => {
    assert.equal(line.spokenTime(0), "0 seconds");
    assert.equal(line.spokenTime(61), "1 minute 1 second");
    assert.equal(line.spokenTime(7322), "2 hours 2 minutes 2 seconds");
  });

  test("places a second from the start to the end", () => {
    assert.equal(line.placeOf(30, 60), 0.5);
    assert.equal(line.placeOf(90, 60), 1);
    assert.equal(line.placeOf(-1, 60), 0);
    assert.equal(line.placeOf(5, 0), 0);
  });

  test("has one marker for notes that are too close", () => {
    const markers = line.markersOf([note("a", 10), note("b", 10.2), note("c", 50)], 100);
    assert.deepEqual(markers.map(({ notes: together }) => together.map(({ id }) => id)), [["a", "b"], ["c"]]);
    assert.equal(markers[1].place, 0.5);
  });

  test("is long enough for the notes of a video of unknown length", () => {
    assert.equal(line.lengthOf(60, []), 60);
    assert.ok(line.lengthOf(0, [note("a", 10)]) > 10);
    assert.equal(line.lengthOf(0, []), 1);
    assert.ok(Number.isFinite(line.lengthOf(Infinity, [note("a", 10)])));
  });
});

describe("the chosen note", () => {
  const list = [note("a", 1), note("b", 2), note("c", 3)];

  test("moves to its neighbours, and not beyond the ends", () => {
    assert.equal(notes.neighbour(list, "b", 1).id, "c");
    assert.equal(notes.neighbour(list, "b", -1).id, "a");
    assert.equal(notes.neighbour(list, "c", 1), null);
    assert.equal(notes.neighbour(list, null, 1).id, "a");
    assert.equal(notes.neighbour(list, "gone", -1).id, "c");
    assert.equal(notes.neighbour([], null, 1), null);
  });

  test("is firm once the user said so", () => {
    assert.equal(notes.isFirm(note("a", 1, { status: "ghost" })), false);
    assert.equal(notes.isFirm(note("a", 1, { status: "firmed" })), true);
    assert.equal(notes.canUndo(note("a", 1, { revision: 1 })), false);
    assert.equal(notes.canUndo(note("a", 1, { revision: 2 })), true);
  });
});
