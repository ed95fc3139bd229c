// A client that reaches the NATS server between two replicas of notifications does no harm.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { randomUUID } from "node:crypto";
import { closeClients } from "./lib/client.mjs";
import { total } from "./lib/metrics.mjs";
import { NatsClient } from "./lib/nats.mjs";
import { awaitReview, speakNote } from "./lib/review.mjs";
import { startStack } from "./lib/stack.mjs";
import { Tab, allSee } from "./lib/tab.mjs";
import { until } from "./lib/wait.mjs";

const NOTIFICATIONS = ["notifications", "notifications-2"];
const PRESENCES = "lossy.presence.all";
const ORDERS = "lossy.events.edge=3asockets";

// bus_frame.h: what is in front of a message, and its MAC behind it.
const HEADER_BYTES = 35;
const MAC_BYTES = 32;

let stack;
let hostile;
before(async () => {
  stack = await startStack({}, "--replicas=2");
  hostile = await NatsClient.join(stack);
  await hostile.listen("lossy.>");
});
after(async () => {
  hostile?.close();
  await closeClients();
  await stack.stop();
});

const pids = () => NOTIFICATIONS.map((name) => stack.pid(name));

async function refused(reason) {
  const pages = await Promise.all(NOTIFICATIONS.map((name) => stack.metrics(name)));
  const family = "lossy_notifications_bus_refused_total";
  return pages.reduce((sum, page) => sum + total(page, family, reason && { reason }), 0);
}

// Each in the ways that a message can be spoilt.
function spoilt(bytes) {
  const changed = Buffer.from(bytes);
  changed[HEADER_BYTES + 3] ^= 1;
  const body = bytes.subarray(HEADER_BYTES, -MAC_BYTES);
  return [bytes, changed, body, bytes.subarray(0, 50), Buffer.alloc(0)];
}

test("no client connects without the password", async () => {
  for (const who of [{}, { user: "lossy", password: "guessed" }, { user: "other" }]) {
    const stranger = await NatsClient.connect(stack, who);
    assert.match(stranger.problem, /Authorization Violation/);
    stranger.close();
  }
});

test("recorded, changed and forged messages reach no panel, and real notes do", async () => {
  const review = await awaitReview(stack);
  const subject = `lossy.events.video=3a${review.videoId}`;
  const panels = [review.panel];
  for (const edge of ["edge", "edge-2"]) {
    const tab = await Tab.open(stack, review.user, `notes:video:${review.videoId}`, {
      url: stack.socketUrl(edge),
    });
    panels.push(tab.topic);
  }
  const before = pids();
  let takes = 0;
  await until("notes to pass by the bus", async () => {
    await speakNote(review.audio, `the music is too loud in take ${++takes}`, 1);
    return hostile.on(subject).length > 0;
  }, 60_000);
  for (let round = 0; round < 3; ++round) {
    const recorded = [...hostile.heard];
    for (const { subject: from, bytes } of recorded) {
      for (const each of spoilt(bytes)) hostile.send(from, each);
      // As if it were of another video, an order, or who is there.
      for (const other of [subject, ORDERS, PRESENCES]) hostile.send(other, bytes);
    }
    hostile.send(subject, Buffer.alloc(1_000_000, 1));
    await hostile.flush();
    const note = await speakNote(review.audio, `the titles of part ${round} are too small`, 2);
    for (const panel of panels) await panel.next("note_created", ({ id }) => id === note.id);
  }
  for (const panel of panels) {
    const extra = panel.left("note_created").map(({ raw_transcript: text }) => text);
    assert.equal(new Set(extra).size, extra.length, "no note is shown twice");
    assert.deepEqual(panel.left("phx_error"), []);
  }
  assert.ok((await refused("forged")) > 0);
  assert.ok((await refused("repeated")) > 0);
  assert.ok((await refused("malformed")) > 0);
  assert.deepEqual(pids(), before, "no replica has died");
});

test("forged messages add, keep and remove no presence", async () => {
  const review = await awaitReview(stack);
  const topic = `notes:video:${review.videoId}`;
  const open = (edge) =>
    Tab.open(stack, review.user, topic, { device: randomUUID(), url: stack.socketUrl(edge) });
  const tabs = [await open("edge"), await open("edge-2")];
  // With the panel of the review.
  await allSee(tabs, { [review.user]: 3 });
  await until("replicas to speak", () => hostile.on(PRESENCES).length > 10);
  const recorded = hostile.on(PRESENCES).map(({ bytes }) => bytes);
  for (const bytes of recorded) {
    const body = bytes.subarray(HEADER_BYTES, -MAC_BYTES);
    // The sender's name in front, then a goodbye in its name, as replicas once believed it.
    const name = body.subarray(0, 2 + body[1]);
    hostile.send(PRESENCES, Buffer.concat([name, Buffer.from([0x3a, 0])]));
    for (const each of spoilt(bytes)) hostile.send(PRESENCES, each);
  }
  await hostile.flush();
  // A tab that comes now is seen by all, and is all that has changed.
  tabs.push(await open("edge-2"));
  await allSee(tabs, { [review.user]: 4 });
  const left = tabs.flatMap((tab) => tab.diffs.filter(({ leaves }) => review.user in leaves));
  assert.deepEqual(left, []);
});

test("messages of an ended replica are refused by its successor", async () => {
  const recorded = [...hostile.heard];
  for (const name of NOTIFICATIONS) {
    await stack.kill(name);
    await until(`${name} to serve`, () => stack.serves(name), 60_000);
  }
  const before = await refused();
  for (const { subject, bytes } of recorded) hostile.send(subject, bytes);
  await hostile.flush();
  await until("it to be refused", async () => (await refused()) > before);
  for (const name of NOTIFICATIONS) {
    await until(`${name} to know of one other`, async () => {
      const page = await stack.metrics(name);
      return total(page, "lossy_notifications_presence_peers", {}) === 1;
    }, 60_000);
  }
});
