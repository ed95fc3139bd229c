import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./lib/load.mjs";

const { connectionText } = await load(new URL("../src/connection_text.ts", import.meta.url));
const { peopleOf } = await load(new URL("../src/people.tsx", import.meta.url));

const state = { status: "live", waiting: 0, full: false, blocked: null };

test("the state of the connection says what is known, and what waits", () => {
  const shows = (changes, kind, text) => assert.deepEqual(connectionText({ ...state, ...changes }), { kind, text });
  shows({}, "live", "Live");
  shows({ waiting: 1 }, "live", "Live · 1 recording waiting");
  shows({ status: "offline", waiting: 3 }, "offline", "Offline · 3 recordings waiting");
  shows({ status: "catching_up" }, "catching_up", "Catching up");
  shows({ status: "closed" }, "signed_out", "Signed out");
  shows({ status: "offline", waiting: 9, full: true }, "offline", "Offline · 9 recordings waiting · no room for more");
  shows({ blocked: new Error("the quota is reached") }, "live", "Live · The quota is reached.");
});

test("a user with several windows is one person, and a client without a window is none", () => {
  const visitors = ["ana", "ben", "ana"].map((userId) => ({ userId, meta: {} }));
  const background = ["ana", "cleo"].map((userId) => ({ userId, meta: { background: true } }));
  assert.deepEqual(peopleOf([...visitors, ...background]), [
    { userId: "ana", windows: 2 },
    { userId: "ben", windows: 1 },
    { userId: "cleo", windows: 0 },
  ]);
});
