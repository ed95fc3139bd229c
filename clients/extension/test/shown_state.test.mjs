import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../../ui/test/lib/load.mjs";

const { shownState } = await load(new URL("../src/panel/shown_state.ts", import.meta.url));

test("the panel shows the worse state of its parts, and the words that wait", () => {
  const engine = (status) => ({ connection: { status, waiting: 2, full: false, blocked: null } });
  const shown = (a, b) => shownState(engine(a), b && { status: b }).status;
  assert.equal(shown("live", "live"), "live");
  assert.equal(shown("live", "catching_up"), "catching_up");
  assert.equal(shown("offline", "live"), "offline");
  assert.equal(shown("live", "signed_out"), "signed_out");
  assert.equal(shown("live", null), "offline");
  assert.equal(shownState(engine("live"), { status: "live" }).waiting, 2);
  assert.deepEqual(shownState(null, { status: "live" }), { status: "offline", waiting: 0, full: false, blocked: null });
});
