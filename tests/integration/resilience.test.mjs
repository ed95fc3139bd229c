// Processes die, and reviewers hardly notice.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Client, closeClients, newUser } from "./lib/client.mjs";
import { Database } from "./lib/database.mjs";
import { RawSocket, connectStatus, socketUrl } from "./lib/raw.mjs";
import { follow } from "./lib/recovering.mjs";
import { awaitReview, expectNothingLeft, speak, speakNote, startReview } from "./lib/review.mjs";
import { startStack } from "./lib/stack.mjs";
import { until } from "./lib/wait.mjs";

const PROCESSES = ["notifications", "video", "notes", "agent", "edge"];

let stack;
before(async () => {
  stack = await startStack();
});
after(async () => {
  await closeClients();
  await stack.stop();
});

const tryReview = () => startReview(stack, newUser()).catch(() => undefined);

// The stack may not have healed from a former test yet.
const newReview = () => awaitReview(stack);

async function tryPush(topic, event, payload) {
  try {
    return { response: await topic.push(event, payload) };
  } catch (error) {
    return { error };
  }
}

const heals = (topic, event, payload = {}) =>
  until(`${event} to work again`, async () => (await tryPush(topic, event, payload)).response);

const rejoined = (topic) => until("the client to be back", () => topic.state === "joined");

describe("a service that is down", () => {
  for (const [name, event] of [
    ["video", "list_videos"],
    ["notes", "get_notes"],
  ]) {
    test(`makes ${event} unavailable at once, and heals by itself: ${name}`, async () => {
      const review = await newReview();
      const payload = { video_id: review.videoId };
      const release = stack.holdDown(name);
      try {
        const error = await until(`${name} to be missed`, async () => {
          const start = Date.now();
          const { error: refused } = await tryPush(review.meta, event, payload);
          assert.ok(Date.now() - start < 5000, "no client waits longer");
          return refused;
        });
        assert.equal(error.response.reason, "unavailable");
      } finally {
        release();
      }
      await heals(review.meta, event, payload);
    });
  }
});

test("while the settings are unavailable, joins are answered with the last known ones", async () => {
  const review = await newReview();
  await review.meta.push("update_settings", { min_confidence: 0.45 });
  const joinNotes = (user) =>
    new Client(stack, stack.userToken(user)).join(`notes:user:${user}`).then((t) => t.response);
  assert.equal((await joinNotes(review.user)).min_confidence, 0.45);
  const release = stack.holdDown("video");
  try {
    await until("video to be missed", async () => {
      const { error } = await tryPush(review.meta, "list_videos", {});
      return error?.response.reason === "unavailable";
    });
    assert.equal((await joinNotes(review.user)).min_confidence, 0.45);
    assert.equal((await joinNotes(newUser("cal"))).min_confidence, 0.3);
  } finally {
    release();
  }
  await heals(review.meta, "get_settings");
});

test("while notifications is killed no client notices it, and every note is shown once", async () => {
  const review = await newReview();
  const things = ["title", "logo", "arrow", "caption", "table", "face", "map", "clock", "street"];
  let restarted;
  for (const [second, thing] of things.entries()) {
    if (second % 3 === 1) {
      await restarted;
      restarted = stack.kill("notifications");
    }
    await speak(review.audio, `make the ${thing} bigger`, second);
  }
  await restarted;
  for (const topic of [review.panel, review.audio]) {
    for (const thing of things) {
      const said = (note) => note.raw_transcript === `make the ${thing} bigger`;
      await topic.next("note_created", said, 20_000);
    }
  }
  await expectNothingLeft(review);
});

test("when the edge and notifications die at once, a client with a position has missed nothing", async () => {
  const review = await newReview();
  const seen = [];
  let loads = 0;
  const topic = `notes:user:${review.user}`;
  const channel = follow(review.client.socket, topic, () => ++loads);
  channel.on("note_created", (note) => seen.push(note.raw_transcript));
  await until("the state to be loaded", () => loads === 1);
  const said = ["the lights flicker", "the voice is too low", "the end comes too early"];
  await speakNote(review.audio, said[0], 1);
  await speak(review.audio, said[1], 2);
  await Promise.all(["edge", "notifications"].map((name) => stack.kill(name)));
  await rejoined(review.audio);
  await heals(review.audio, "set_timestamp", { timestamp: 3 });
  await speak(review.audio, said[2], 3);
  await until("all notes", () => seen.length >= said.length);
  assert.deepEqual(seen, said);
  assert.equal(loads, 1);
});

test("when the agent is killed, the session continues", async () => {
  const review = await newReview();
  await speakNote(review.audio, "make the title bigger", 2);
  await stack.kill("agent");
  await review.audio.next("phx_error");
  await rejoined(review.audio);
  const note = await speakNote(review.audio, "the voice over is too quiet", 9);
  assert.equal(note.timestamp_seconds, 9);
});

test("when the edge is killed, clients reconnect and continue", async () => {
  const review = await newReview();
  await stack.kill("edge");
  await review.panel.next("phx_error");
  for (const topic of [review.panel, review.meta, review.audio]) await rejoined(topic);
  const spoken = await speakNote(review.audio, "the pacing drags in this scene", 4);
  assert.equal((await review.panel.next("note_created")).id, spoken.id);
});

test("an edge that starts again refuses revoked tokens", async () => {
  const user = newUser();
  const url = socketUrl(stack, { token: stack.userToken(user) });
  await until("the token to connect", async () => (await connectStatus(url)) === 101);
  await stack.dev("ctl", "revoke", `--user=${user}`);
  const isRefused = async () => (await connectStatus(url).catch(() => 0)) === 403;
  await until("the token to be refused", isRefused);
  await stack.kill("edge");
  await until("the token to be refused again", isRefused);
});

test("a transcript that was acknowledged outlives the agent", async () => {
  const review = await newReview();
  await speak(review.audio, "fade the music out earlier", 11);
  await stack.kill("agent");
  const note = await until("the note", async () => {
    const { notes } = await review.panel.push("get_notes", {});
    return notes[0];
  });
  assert.equal(note.timestamp_seconds, 11);
});

test("when the database is killed, all processes recover by themselves", async () => {
  const review = await newReview();
  await stack.kill("postgres");
  await heals(review.meta, "list_videos");
  await heals(review.meta, "get_notes", { video_id: review.videoId });
  await until("the session to listen again", async () => {
    await rejoined(review.audio);
    const { response } = await tryPush(review.audio, "set_timestamp", { timestamp: 6 });
    return response;
  });
  const note = await speakNote(review.audio, "the graphics cover the speaker", 6);
  assert.equal(note.timestamp_seconds, 6);
});

test("services of the version before continue in a database of a newer version", async () => {
  const tables = { video: "videos", notes: "notes", agent: "sessions", notifications: "topics" };
  const database = await Database.open(stack);
  for (const [schema, table] of Object.entries(tables)) {
    await database.value(`INSERT INTO ${schema}.migrations (name) VALUES ('9999_newer')`);
    await database.value(`ALTER TABLE ${schema}.${table} ADD COLUMN newer integer DEFAULT 1`);
  }
  await database.close();
  for (const name of Object.keys(tables)) await stack.kill(name);
  const review = await newReview();
  const note = await speakNote(review.audio, "the subtitles are out of sync", 8);
  assert.equal(note.timestamp_seconds, 8);
});

test("a process that is asked to end ends with status 0", async () => {
  for (const name of PROCESSES) {
    await stack.kill(name, "SIGTERM");
    assert.match(stack.read("log", "supervisor.log"), new RegExp(`${name} ended with status 0;`));
  }
  await until("the stack to be ready again", () => stack.ready());
});

test("it does not matter in which order processes start", async () => {
  const first = ["postgres", "notifications", "notes"];
  const releases = first.map((name) => stack.holdDown(name));
  try {
    for (const name of ["edge", "agent", "video"]) await stack.kill(name);
  } finally {
    for (const release of releases) release();
  }
  await until("the stack to be ready", () => stack.ready());
  await until("a whole review", async () => {
    const review = await tryReview();
    return review && speakNote(review.audio, "the shot is out of focus", 3);
  });
  const user = newUser();
  const socket = await RawSocket.open(stack, { token: stack.userToken(user) });
  let end;
  socket.closed.then((closed) => (end = closed));
  await until("the edge to hear of orders", async () => {
    await stack.dev("ctl", "disconnect", `--user=${user}`);
    return end;
  });
  assert.equal(end.code, 1001);
});
