// The database is restored to an earlier state, or another server takes over: docs/restore.md.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { Client, closeClients, newUser } from "./lib/client.mjs";
import { Database } from "./lib/database.mjs";
import { RawSocket, connectStatus, socketUrl } from "./lib/raw.mjs";
import { follow } from "./lib/recovering.mjs";
import { awaitReview, speakNote } from "./lib/review.mjs";
import { startStack } from "./lib/stack.mjs";
import { until } from "./lib/wait.mjs";

const run = promisify(execFile);
const BIN = "/usr/lib/postgresql/15/bin";

let stack;
before(async () => {
  stack = await startStack();
});
after(async () => {
  await closeClients();
  await stack.stop();
});

const ready = () => until("the edge to be ready", () => stack.ready());

// Follows the notes of a video as docs/delivery.md says.
class Panel {
  joins = [];
  seen = [];

  // A client that has seen a position joins with it at each join.
  static async open({ user, videoId }, seen = undefined) {
    const panel = new Panel();
    const token = () => stack.userToken(user, { device: "panel" });
    const { socket } = new Client(stack, token);
    const topic = `notes:video:${videoId}`;
    const channel = seen
      ? socket.channel(topic, { recover: seen })
      : follow(socket, topic, () => {});
    channel.joinPush.receive("ok", ({ position, recovered }) => panel.joins.push({ position, recovered }));
    channel.on("note_created", ({ raw_transcript: text, position }) => panel.seen.push({ text, position }));
    if (seen) channel.join();
    await until("the panel to be there", () => panel.joins.length > 0);
    return panel;
  }

  async sees(text) {
    const find = () => this.seen.find((note) => note.text === text);
    return (await until(`"${text}" in the panel`, find)).position;
  }
}

let count = 0;
// A sentence like no other, which becomes a note.
async function speakOne({ audio }) {
  const text = `the pacing of scene ${++count} is too slow`;
  await speakNote(audio, text, count);
  return text;
}

async function dump(file) {
  const host = stack.read("postgres.socket").trim();
  const connection = ["-h", host, "-U", "lossy"];
  await run(path.join(BIN, "pg_dump"), [...connection, "-n", "notifications", "-f", file, "lossy"]);
  const load = ["-q", "-1", "-v", "ON_ERROR_STOP=1", "-c", "DROP SCHEMA notifications CASCADE", "-f", file];
  return () => run(path.join(BIN, "psql"), [...connection, ...load, "lossy"]);
}

// The files of the database, while nothing runs. `between` runs with all of it up.
async function putBack(between) {
  const cluster = path.join(stack.read("postgres.cluster").trim(), "data");
  await stack.dev("down");
  await run("cp", ["-a", cluster, `${cluster}.kept`]);
  await stack.dev("up", "--detach");
  await between();
  await closeClients();
  await stack.dev("down");
  fs.rmSync(cluster, { recursive: true });
  fs.renameSync(`${cluster}.kept`, cluster);
}

test("a token that was revoked stays so when another server takes over", { timeout: 120_000 }, async () => {
  const user = newUser();
  const token = stack.userToken(user, { iat: Math.floor(Date.now() / 1000) });
  const socket = await RawSocket.open(stack, { token });
  await stack.dev("ctl", "revoke", `--user=${user}`);
  assert.deepEqual(await socket.end(), { code: 4003, reason: "token revoked" });
  const database = await Database.open(stack);
  await database.value("UPDATE notifications.server SET identity = 'another'");
  await stack.kill("edge");
  await ready();
  assert.equal(await connectStatus(socketUrl(stack, { token })), 403);
  await stack.dev("ctl", "epochs", "end");
  await stack.kill("edge");
  await ready();
  assert.equal(await connectStatus(socketUrl(stack, { token })), 403);
  assert.equal(await database.value("SELECT count(*) FROM notifications.events WHERE topic = 'edge:sockets'"), "1");
  await database.close();
});

test("connected and reconnecting clients notice a loaded dump", { timeout: 120_000 }, async () => {
  const review = await awaitReview(stack);
  const panel = await Panel.open(review);
  const early = await panel.sees(await speakOne(review));
  const load = await dump(path.join(stack.data, "log.sql"));
  const late = await panel.sees(await speakOne(review));
  await load();
  await until("the panel to load anew", () => panel.joins.length > 1);
  assert.equal(panel.joins[1].recovered, false);
  for (const position of [early, late]) {
    const back = await Panel.open(review, position);
    assert.equal(back.joins[0].recovered, false, JSON.stringify(position));
  }
  const later = await awaitReview(stack);
  const fresh = await Panel.open(later);
  await fresh.sees(await speakOne(later));
});

test("restored files are noticed by the memory file of notifications", { timeout: 240_000 }, async () => {
  const review = await awaitReview(stack);
  const panel = await Panel.open(review);
  const early = await panel.sees(await speakOne(review));
  await closeClients();
  await putBack(async () => {
    await speakOne(await awaitReview(stack));
  });
  await stack.dev("up", "--detach");
  const back = await Panel.open(review, early);
  assert.equal(back.joins[0].recovered, false);
});

test("restored files without a memory file: no client continues behind lost events", { timeout: 240_000 }, async () => {
  const review = await awaitReview(stack);
  const { user, videoId } = review;
  const panel = await Panel.open(review);
  const early = await panel.sees(await speakOne(review));
  await closeClients();
  let late;
  const again = async () => {
    const client = new Client(stack, () => stack.userToken(user, { device: "browser" }));
    const audio = await client.join(`audio:${crypto.randomUUID()}`, { video_id: videoId, voice_mode: true });
    return { user, videoId, audio };
  };
  await putBack(async () => {
    const present = await again();
    const follower = await Panel.open(present);
    late = await follower.sees(await speakOne(present));
  });
  fs.rmSync(path.join(stack.data, "notifications.positions"));
  await stack.dev("up", "--detach");
  const present = await again();
  const follower = await Panel.open(present);
  let grown;
  do grown = await follower.sees(await speakOne(present));
  while (grown.offset <= late.offset);
  assert.equal(grown.epoch, early.epoch);
  assert.equal((await Panel.open(review, late)).joins[0].recovered, false);
  const kept = await Panel.open(review, early);
  assert.equal(kept.joins[0].recovered, true);
  await stack.dev("ctl", "epochs", "end", `video:${videoId}`);
  await until("the panels to load anew", () => kept.joins.length > 1);
  assert.equal(kept.joins[1].recovered, false);
  assert.equal((await Panel.open(review, early)).joins[0].recovered, false);
});
