import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./lib/load.mjs";

const { peopleOf } = await load(new URL("../src/people.tsx", import.meta.url));

test("people are listed once, with the windows in which they see the notes", () => {
  const visitor = (userId, meta = {}) => ({ userId, deviceId: "d", onlineAt: 0, meta });
  const visitors = [visitor("ana"), visitor("ana"), visitor("ana", { background: true }), visitor("ben", { background: true })];
  assert.deepEqual(peopleOf(visitors), [{ userId: "ana", windows: 2 }, { userId: "ben", windows: 0 }]);
});
