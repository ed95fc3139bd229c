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

// The event waits in the outbox while its service has no database, and the deletion of the note takes
// it out.
test("settled events are owed neither now nor after their acknowledgement", () => {
  const owed = new OwedEvents();
  owed.acknowledged(KEY, 1);
  owed.settle([KEY, "note_created slow"]);
  owed.acknowledged("note_created slow", 1);
  assert.deepEqual(owed.keys, []);
});
