// A reader waits for the events of acknowledged writes, and for no others.

import assert from "node:assert/strict";
import { test } from "node:test";
import { OwedEvents } from "./owed_events.mjs";

const KEY = "note_updated better";

test("the event of an acknowledged write is owed until it is received", () => {
  const owed = new OwedEvents();
  owed.acknowledged(KEY, 1);
  assert.deepEqual(owed.keys, [KEY]);
  owed.received(KEY);
  assert.deepEqual(owed.keys, []);
});

test("an event that came before the acknowledgement is not owed", () => {
  const owed = new OwedEvents();
  owed.received(KEY);
  owed.acknowledged(KEY, 1);
  assert.deepEqual(owed.keys, []);
});

test("a reload settles the owed events", () => {
  const owed = new OwedEvents();
  owed.acknowledged(KEY, 1);
  owed.reset(2);
  assert.deepEqual(owed.keys, []);
});

// A write is sent, the reader loads the state, and the write is acknowledged at its second attempt.
test("a write that was sent before the reload and acknowledged after it owes nothing", () => {
  const owed = new OwedEvents();
  owed.reset(2);
  owed.acknowledged(KEY, 1);
  assert.deepEqual(owed.keys, []);
});

test("a write that was sent after the reload owes its event", () => {
  const owed = new OwedEvents();
  owed.reset(2);
  owed.acknowledged(KEY, 3);
  assert.deepEqual(owed.keys, [KEY]);
});

// The change waits in the outbox while its service has no database, and the deletion redacts it.
test("the deletion of a note settles the note's earlier events", () => {
  const owed = new OwedEvents();
  owed.acknowledged(KEY, 1, "a");
  owed.acknowledged("note_updated other", 1, "b");
  owed.acknowledged("note_deleted a", 2, "a");
  owed.received("note_deleted a");
  assert.deepEqual(owed.keys, ["note_updated other"]);
});
