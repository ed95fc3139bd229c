// Features of the stock clients that the journey does not need: bytes and presence.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import WebSocket from "ws";
import { Client, closeClients, newUser } from "../integration/lib/client.mjs";
import { startRooms } from "../integration/lib/rooms.mjs";
import { sharedStack } from "../integration/lib/stack.mjs";
import { until } from "../integration/lib/wait.mjs";
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

// A user who sees who else is there, by the library's own class.
async function watch({ Presence, ...options }, topic) {
  const user = newUser();
  let presence;
  const client = new Client(rooms, rooms.userToken(user), options);
  const room = await client.join(topic, {}, (channel) => (presence = new Presence(channel)));
  const sees = (users) =>
    until(`${users.length} to be there`, () => {
      const seen = presence.list((key) => key);
      return seen.length === users.length && users.every((each) => seen.includes(each));
    });
  return { user, room, sees };
}

describe("bytes over WebSocket", { concurrency: true }, () => {
  for (const [version, { Socket }] of Object.entries(stock)) {
    test(`are sent, echoed and broadcast: phoenix ${version}`, async () => {
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
    test(`are sent, and echoed in base64: phoenix ${version}`, async () => {
      const { Socket, LongPoll } = stock[version];
      const room = await enter({ Socket, transport: LongPoll }, `lp${version}`);
      assert.equal((await room.push("binary", BYTES.buffer)).data, BASE64);
      await room.push("bin_cast", BYTES.buffer);
      assert.equal((await room.next("bin")).data, BASE64);
    });
  }
});

describe("a presence", { concurrency: true }, () => {
  for (const [version, { Socket, Presence, LongPoll }] of Object.entries(stock)) {
    for (const [name, transport] of Object.entries({ WebSocket, LongPoll })) {
      test(`appears and leaves: phoenix ${version} over ${name}`, async () => {
        const options = { Socket, Presence, transport };
        const topic = `presence:${name}${version}`;
        const first = await watch(options, topic);
        await first.sees([first.user]);
        const second = await watch(options, topic);
        for (const each of [first, second]) await each.sees([first.user, second.user]);
        await second.room.leave();
        await first.sees([first.user]);
      });
    }
  }
});
