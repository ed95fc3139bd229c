// The wire itself: transcripts of an old extension's frames, played byte for byte.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import fs from "node:fs";
import { describe, test } from "node:test";
import { newUser } from "./lib/client.mjs";
import { RawSocket } from "./lib/raw.mjs";
import { sharedStack } from "./lib/stack.mjs";
import { play } from "./lib/transcript.mjs";

const stack = sharedStack();
const folder = new URL("data/", import.meta.url);

async function withSocket(user, use) {
  const token = stack.userToken(user, { device: "device-of-a-test" });
  const socket = await RawSocket.open(stack, { token });
  try {
    return await use(socket);
  } finally {
    socket.close();
  }
}

describe("a transcript", () => {
  for (const file of fs.readdirSync(folder).filter((name) => name.endsWith(".json"))) {
    const { rule, frames } = JSON.parse(fs.readFileSync(new URL(file, folder), "utf8"));
    test(`${file}: ${rule}`, async () => {
      const user = newUser();
      const known = { USER: user, DEVICE: "device-of-a-test", SESSION: randomUUID() };
      await withSocket(user, (socket) => play(socket, frames, known));
    });
  }
});

test("a message of a megabyte in many fragments is one message", async () => {
  await withSocket(newUser(), async (socket) => {
    socket.send(["1", "1", "video:meta", "phx_join", {}]);
    await socket.next("the join", (frame) => frame[1] === "1");
    const padding = "x".repeat(1 << 20);
    socket.sendInFragments(JSON.stringify(["1", "2", "video:meta", "list_videos", { padding }]), 50);
    const [, , , , payload] = await socket.next("the reply", (frame) => frame[1] === "2");
    assert.equal(payload.status, "ok");
  });
});
