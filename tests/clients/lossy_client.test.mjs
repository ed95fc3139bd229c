// The typed client of clients/lossy on a whole Lossy: its lists, words and tokens while processes end.

import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import WebSocket from "ws";
import { FileStorage } from "../../clients/lossy/test/lib/file_storage.mjs";
import { lossy } from "../../clients/lossy/test/lib/lossy.mjs";
import { newUser } from "../integration/lib/client.mjs";
import { Database } from "../integration/lib/database.mjs";
import { YOUTUBE } from "../integration/lib/review.mjs";
import { startStack } from "../integration/lib/stack.mjs";
import { pause, until } from "../integration/lib/wait.mjs";
import { installXMLHttpRequest } from "../integration/lib/xml_http_request.mjs";
import { NoWebSockets } from "./no_websockets.mjs";

const SENTENCES = [
  "the pacing here is way too slow",
  "the music is too loud in this part",
  "the color of the sky looks wrong",
  "cut this shot a bit earlier",
  "the title is hard to read",
];

let stack, database, folder;
const clients = new Set();

before(async () => {
  stack = await startStack({ LOSSY_SOCKET_EXPIRY_SECONDS: "0" });
  database = await Database.open(stack);
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "lossy-client-test-"));
});
after(async () => {
  for (const client of clients) client.stop();
  await database?.close();
  await stack?.stop();
  if (folder) fs.rmSync(folder, { recursive: true, force: true });
});

async function start(user, options = {}) {
  const client = await lossy.Client.start({
    origin: stack.url("").replace(/\/$/, ""),
    user,
    token: async () => ({ token: stack.userToken(user) }),
    storage: new lossy.MemoryStorage(),
    transport: WebSocket,
    reconnect: { first: 50, most: 500 },
    retry: { first: 50, most: 500 },
    requestMs: 60_000,
    ...options,
  });
  clients.add(client);
  return client;
}

const live = (client) =>
  until("the client to be live", () => client.state.status === "live", 60_000);

const detect = (client) => client.library.detect({ ...YOUTUBE, video_id: YOUTUBE.videoId });

// Fails the test at once when a list has a note twice or out of order.
function watch(notes) {
  const violations = [];
  notes.onChange((items) => {
    if (new Set(items.map(({ id }) => id)).size !== items.length) violations.push("a note twice");
    const seconds = items.map((note) => note.timestamp_seconds);
    if (seconds.some((second, i) => second < seconds[i - 1])) violations.push("notes out of order");
  });
  return violations;
}

// The bytes of a session's recordings, in their order.
const storedBytes = (sessionId) =>
  database.value(
    `SELECT string_agg(c.data, ''::bytea ORDER BY r.inserted_at, c.number)
     FROM agent.recordings AS r JOIN agent.audio_chunks AS c
       ON c.user_id = r.user_id AND c.recording_id = r.id
     WHERE r.session_id = $1`,
    [sessionId],
  );

async function edgeEnds(signal) {
  await stack.kill("edge", signal);
  await until("the edge to be ready", () => stack.ready(), 60_000);
}

describe("the lists of two clients", () => {
  test("agree, with each note once, while edges are killed and restarted", async () => {
    const user = newUser("pair");
    const [writer, reader] = [await start(user), await start(user)];
    const videoId = await detect(writer);
    const lists = [await writer.notes(videoId), await reader.notes(videoId)];
    const violations = lists.map(watch);
    await Promise.all(lists.map((list) => list.current()));

    const ends = (async () => {
      for (const signal of ["SIGKILL", "SIGTERM", "SIGKILL"]) await edgeEnds(signal);
    })();
    let ended = false;
    ends.finally(() => (ended = true));
    const written = [];
    for (let second = 0; !ended || second < 20; ++second) {
      const { id } = await lists[0].create({ text: `note ${second}`, timestamp_seconds: second });
      written.push(id);
      await pause(100);
    }
    await ends;
    await lists[1].update(written[0], { text: "changed by the other client" });
    await lists[0].delete(written[1]);
    const expected = written.filter((id) => id !== written[1]);
    for (const list of lists) {
      await until("all notes", () => list.items.length === expected.length);
      await until("the change", () => list.items[0].text === "changed by the other client");
      assert.deepEqual(list.items.map(({ id }) => id), expected);
    }
    assert.deepEqual(violations, [[], []]);
    await Promise.all([live(writer), live(reader)]);
    assert.deepEqual(lists[0].items, lists[1].items);
    assert.ok(reader.library.items.some(({ id }) => id === videoId));
  });

  test("are recovered by the next page, with what happened between", async () => {
    const user = newUser("pages");
    const storage = new FileStorage(path.join(folder, user));
    const first = await start(user, { storage });
    const videoId = await detect(first);
    const list = await first.notes(videoId);
    await list.current();
    await list.create({ text: "before", timestamp_seconds: 1 });
    const key = `lossy/${user}/notes/${videoId}`;
    await until("it to be kept", async () => (await storage.get(key))?.items.length === 1);
    first.stop();
    const other = await start(user);
    await (await other.notes(videoId)).create({ text: "between", timestamp_seconds: 2 });
    const next = await (await start(user, { storage })).notes(videoId);
    assert.deepEqual(next.items.map(({ text }) => text), ["before"]);
    await until("the note between", () => next.items.length === 2);
    assert.deepEqual(next.items.map(({ text }) => text), ["before", "between"]);
  });

  test("show each other", async () => {
    const user = newUser("visitors");
    const [one, two] = [await start(user), await start(user)];
    const videoId = await detect(one);
    const lists = [await one.notes(videoId), await two.notes(videoId)];
    await lists[0].presences.update({ at: 12 });
    await until("both visitors", () => lists[1].presences.visitors.length === 2);
    await until("the metadata", () => lists[1].presences.visitors.some(({ meta }) => meta.at === 12));
    two.stop();
    await until("one visitor", () => lists[0].presences.visitors.length === 1);
  });
});

describe("words that were spoken offline", () => {
  test("become notes once and in order when the edge runs again", async () => {
    const user = newUser("offline");
    const client = await start(user);
    const videoId = await detect(client);
    const notes = await client.notes(videoId);
    const session = await client.session();
    await live(client);
    const release = stack.holdDown("edge");
    try {
      await until("the loss", () => client.state.status === "offline");
      SENTENCES.forEach((text, i) => session.say(text, { videoId, timestamp: 10 * i }));
      assert.equal(client.state.waiting, SENTENCES.length);
    } finally {
      release();
    }
    await session.stored();
    await until("all notes", () => notes.items.length === SENTENCES.length, 60_000);
    await live(client);
    assert.deepEqual(
      notes.items.map((note) => [note.raw_transcript, note.timestamp_seconds]),
      SENTENCES.map((text, i) => [text, 10 * i]),
    );
    const spoken = [...notes.items].sort((a, b) => (a.inserted_at < b.inserted_at ? -1 : 1));
    assert.deepEqual(spoken.map((note) => note.raw_transcript), SENTENCES);
  });

  test("are stored without a hole or a repeat over a reload and killed processes", async () => {
    const user = newUser("recorder");
    const storage = new FileStorage(path.join(folder, user));
    const first = await start(user, { storage });
    const session = await first.session();
    await live(first);
    const recording = session.record({ videoId: null, timestamp: 1 });
    const sent = [];
    const speak = async (pieces) => {
      for (let i = 0; i < pieces; ++i) {
        const piece = Uint8Array.from({ length: 700 }, (_, at) => 1 + ((sent.length * 31 + at * 7) % 249));
        sent.push(piece);
        await recording.add(piece);
      }
    };
    await speak(20);
    const killed = edgeEnds("SIGKILL");
    await speak(60);
    await killed;
    await stack.kill("agent");
    await speak(20);
    const release = stack.holdDown("edge");
    try {
      await until("the loss", () => first.state.status === "offline");
      await speak(100);
      await recording.finish();
      first.stop();
    } finally {
      release();
    }
    const next = await start(user, { storage });
    assert.equal(next.state.waiting, 1);
    await until("all words", () => next.state.waiting === 0, 60_000);
    const stored = await storedBytes(session.id);
    assert.ok(Buffer.concat(sent).equals(stored), "the stored bytes are those that were spoken");
  });
});

describe("a client behind a proxy without WebSockets", () => {
  test("falls back to long-poll, and loses nothing when the edge is killed", async (t) => {
    installXMLHttpRequest();
    const proxy = await NoWebSockets.start(stack.url(), true);
    t.after(() => proxy.close());
    const user = newUser("longpoll");
    const origin = proxy.socketUrl().replace(/^ws(.*)\/socket$/, "http$1");
    const client = await start(user, { origin, longPollFallbackMs: 200 });
    const videoId = await detect(client);
    const notes = await client.notes(videoId);
    const session = await client.session();
    await live(client);
    const recording = session.record({ videoId, timestamp: 1 });
    const first = Uint8Array.from([1, 2, 3]);
    await recording.add(first);
    await session.stored();
    const killed = edgeEnds("SIGKILL");
    const second = Uint8Array.from([4, 5, 6, 7]);
    await recording.add(second);
    await recording.finish();
    await session.say(SENTENCES[0], { videoId, timestamp: 2 });
    await killed;
    await session.stored();
    await until("the note", () => notes.items.length === 1, 60_000);
    await live(client);
    assert.deepEqual(await storedBytes(session.id), Buffer.concat([first, second]));
    client.stop();
  });
});

describe("tokens", () => {
  test("are renewed in place, without a moment offline", async () => {
    const user = newUser("renewal");
    let tokens = 0;
    const token = async () => ({ token: stack.userToken(user, { ttl: 4, jti: String(++tokens) }) });
    const client = await start(user, { token });
    await live(client);
    const states = [];
    client.onState(({ status }) => states.push(status));
    await until("three tokens", () => tokens >= 3, 20_000);
    assert.deepEqual(states, []);
    await client.meta.read("get_settings");
  });

  test("that end are replaced, and the lists continue", async () => {
    const user = newUser("expiry");
    let good = true;
    const token = async () => {
      if (!good) throw new Error("no network");
      good = false;
      return { token: stack.userToken(user, { ttl: 3 }) };
    };
    const client = await start(user, { token });
    const notes = await client.notes(await detect(client));
    await live(client);
    await until("the end of the token", () => client.state.status === "offline", 20_000);
    good = true;
    await live(client);
    await notes.create({ text: "after the token", timestamp_seconds: 1 });
    assert.equal(notes.items.length, 1);
    client.stop();
  });

  test("of an extension are bound to its device", async () => {
    const user = newUser("extension");
    const origin = stack.url("").replace(/\/$/, "");
    const userToken = async () => stack.userToken(user, { device: "laptop" });
    const client = await start(user, {
      token: lossy.extensionTokens({ origin, deviceId: "laptop", userToken }),
    });
    await live(client);
    assert.equal(client.meta.reply.device_id, "laptop");
    const other = await start(user, {
      token: lossy.extensionTokens({ origin, deviceId: "phone", userToken }),
    });
    await until("the refusal", () => other.state.status === "signed_out");
  });

  test("that are revoked sign the user out", async () => {
    const user = newUser("revoked");
    const client = await start(user);
    await live(client);
    await stack.dev("ctl", "revoke", `--user=${user}`);
    await until("the end", () => client.state.status === "signed_out");
  });
});
