// The threads of an edge that poll the network for gRPC.

import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { sharedStack } from "./lib/stack.mjs";

// gRPC names its threads so that complete the callback API.
const CALLBACK_THREAD = "nexting_thread";

const threadsOf = (pid) =>
  fs.readdirSync(`/proc/${pid}/task`).map((id) => fs.readFileSync(`/proc/${pid}/task/${id}/comm`, "utf8").trim());

test("an edge has no thread of gRPC's callback API beside its own", () => {
  const stack = sharedStack();
  // A service has such threads, so the name is right.
  assert.ok(threadsOf(stack.pid("notifications")).includes(CALLBACK_THREAD));
  assert.ok(!threadsOf(stack.pid("edge")).includes(CALLBACK_THREAD));
});
