// The stock clients send and get bytes, as binary frames or in base64.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Client, closeClients, newUser } from "../integration/lib/client.mjs";
import { startRooms } from "../integration/lib/rooms.mjs";
import { sharedStack } from "../integration/lib/stack.mjs";
import { stock } from "./libraries.mjs";

const BYTES = Uint8Array.from({ length: 256 }, (_, index) => index);
const BASE64 = Buffer.from(BYTES).toString("base64");

let rooms;
before(async () => {
  rooms = await startRooms(sharedStack());
});
after(async () => {
  await closeClients();
  await rooms?.stop();
});

const enter = (options, room) =>
  new Client(rooms, rooms.userToken(newUser()), options).join(`room:${room}`);

describe("bytes over WebSocket", { concurrency: true }, () => {
  for (const [version, { Socket }] of Object.entries(stock)) {
    test(`go out, come back and reach others: phoenix ${version}`, async () => {
      const [one, other] = await Promise.all([0, 1].map(() => enter({ Socket }, `ws${version}`)));
      const answer = await one.push("binary", BYTES.buffer);
      assert.ok(answer instanceof ArrayBuffer);
      assert.deepEqual(new Uint8Array(answer), BYTES);
      await one.push("bin_cast", BYTES.buffer);
      assert.deepEqual(new Uint8Array(await other.next("bin")), BYTES);
    });
  }
});

describe("bytes over long-poll", { concurrency: true }, () => {
  // Older ones cannot send any.
  for (const version of ["1.7", "1.8"]) {
    test(`go out, and come back in base64: phoenix ${version}`, async () => {
      const { Socket, LongPoll } = stock[version];
      const room = await enter({ Socket, transport: LongPoll }, `lp${version}`);
      assert.equal((await room.push("binary", BYTES.buffer)).data, BASE64);
      await room.push("bin_cast", BYTES.buffer);
      assert.equal((await room.next("bin")).data, BASE64);
    });
  }
});
