// A recording has no hole and no repeat, whichever process is killed while it is made.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { Client, closeClients, newUser } from "./lib/client.mjs";
import { Database } from "./lib/database.mjs";
import { record } from "./lib/recording.mjs";
import { startStack } from "./lib/stack.mjs";
import { pause, until } from "./lib/wait.mjs";

const PIECE_BYTES = 700;
const PIECES_BETWEEN_KILLS = 10;

let stack, database;
before(async () => {
  stack = await startStack();
  database = await Database.open(stack);
});
after(async () => {
  await closeClients();
  await database?.close();
  await stack?.stop();
});

// No container's first bytes, and no two pieces alike.
const piece = (number) =>
  Uint8Array.from({ length: PIECE_BYTES }, (_, i) => 1 + ((number * 31 + i * 7) % 249));

const storedBytes = async (sessionId) =>
  database.value(
    `SELECT string_agg(c.data, ''::bytea ORDER BY r.inserted_at, c.number)
     FROM agent.recordings AS r JOIN agent.audio_chunks AS c
       ON c.user_id = r.user_id AND c.recording_id = r.id
     WHERE r.session_id = $1`,
    [sessionId],
  );

// As a page does: the stock client, and the code of the documents. Every piece goes to `sent`.
async function startRecording(user, sessionId) {
  const client = new Client(stack, () => stack.userToken(user));
  const channel = client.socket.channel(`audio:${sessionId}`);
  const join = channel.join();
  const recording = record(channel, join);
  await until("the first join", () => channel.state === "joined");
  const sent = [];
  const add = () => {
    const bytes = piece(sent.length);
    sent.push(bytes);
    recording.add(bytes.buffer);
  };
  return { client, channel, recording, sent, add };
}

describe("a recorder", () => {
  test("leaves no hole and no repeat when every process is killed", async () => {
    const user = newUser("recorder");
    const sessionId = randomUUID();
    const { channel, recording, sent, add } = await startRecording(user, sessionId);
    for (const name of ["edge", "agent", "notes", "video", "notifications", "agent", "edge"]) {
      for (let i = 0; i < PIECES_BETWEEN_KILLS; ++i) add();
      let back = false;
      const killed = stack
        .kill(name)
        .then(() => until(`${name} to serve again`, () => stack.serves(name), 60_000))
        .finally(() => (back = true));
      while (!back) {
        add();
        await pause(50);
      }
      await killed;
    }
    add();
    await recording.finish();
    const expected = Buffer.concat(sent);
    const stored = await until("the stored bytes", () => storedBytes(sessionId));
    assert.equal(stored.length, expected.length);
    assert.ok(stored.equals(expected), "the stored bytes are those that were sent");
    assert.equal(channel.state, "joined");

    const other = new Client(stack, () => stack.userToken(user));
    const { response } = await other.join(`audio:${sessionId}`);
    assert.equal(response.stream_id, recording.streamId);
    assert.equal(response.received_bytes, expected.length);
  });

  test("that sends all again after it was stopped makes no second recording", async () => {
    const sessionId = randomUUID();
    const client = new Client(stack, () => stack.userToken(newUser("recorder")));
    const audio = await client.join(`audio:${sessionId}`);
    const chunk = { data: [1, 2, 3], stream_id: "a", offset: 0 };
    for (let i = 0; i < 2; ++i) {
      await audio.push("audio_chunk", chunk);
      await audio.push("stop_recording");
    }
    assert.deepEqual(await storedBytes(sessionId), Buffer.from([1, 2, 3]));
  });

  test("receives the beginning of a hole, in JSON and in a binary frame", async () => {
    const client = new Client(stack, () => stack.userToken(newUser("recorder")));
    const audio = await client.join(`audio:${randomUUID()}`);
    assert.equal(audio.response.received_bytes, 0);
    assert.equal(audio.response.stream_id, null);
    const bytes = Uint8Array.from([1, 2, 3]).buffer;
    await audio.push("audio_chunk?stream_id=a%20b&offset=0", bytes);
    const late = { data: [7], stream_id: "a b", offset: 4 };
    const error = await audio.refusal("audio_chunk", late);
    assert.equal(error.reason, "failed_precondition");
    assert.equal(error.details.received_bytes, "3");
    const binary = await audio.refusal("audio_chunk?stream_id=a%20b&offset=4", bytes);
    assert.equal(binary.details.received_bytes, "3");
    const wrong = await audio.refusal("audio_chunk?stream_id=a&offset=soon", bytes);
    assert.ok("offset" in wrong.details);
  });

  test("of an old client is appended as before, also in binary frames", async () => {
    const sessionId = randomUUID();
    const client = new Client(stack, () => stack.userToken(newUser("recorder")));
    const audio = await client.join(`audio:${sessionId}`);
    await audio.push("audio_chunk", { data: [1, 2] });
    await audio.push("audio_chunk", Uint8Array.from([3, 4]).buffer);
    await audio.push("audio_chunk", { data: [1, 2] });
    await audio.push("audio_chunk", { data: [5], request_id: "once" });
    await audio.push("audio_chunk", { data: [5], request_id: "once" });
    await audio.push("stop_recording");
    assert.deepEqual(await storedBytes(sessionId), Buffer.from([1, 2, 3, 4, 1, 2, 5]));
  });
});
