// Presence, as the stock Presence class of phoenix sees it.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { randomUUID } from "node:crypto";
import { closeClients } from "./lib/client.mjs";
import { startReview } from "./lib/review.mjs";
import { startRooms } from "./lib/rooms.mjs";
import { sharedStack } from "./lib/stack.mjs";
import { Tab, allSee } from "./lib/tab.mjs";
import { until } from "./lib/wait.mjs";

const stack = sharedStack();
let rooms;
let otherEdge;
before(async () => {
  rooms = await startRooms(stack);
  otherEdge = await rooms.startEdge([]);
});
after(async () => {
  await closeClients();
  await rooms.stop();
});

const openTab = (user, topic, { edge = rooms, ...options } = {}) =>
  Tab.open(rooms, user, topic, { ...options, url: `ws://localhost:${edge.port}/socket` });

const newTopic = () => `presence:${randomUUID()}`;

for (const [name, second] of [
  ["on one edge", () => rooms],
  ["on two edges", () => otherEdge],
]) {
  describe(name, () => {
    test("each user is there once for each tab, with device and time", async () => {
      const topic = newTopic();
      const start = Date.now();
      const one = await openTab("ann", topic, { device: "laptop" });
      const two = await openTab("ann", topic, { device: "phone", edge: second() });
      const bob = await openTab("bob", topic, { edge: second() });
      await allSee([one, two, bob], { ann: 2, bob: 1 });
      assert.deepEqual(bob.metas("ann").map((meta) => meta.device_id).sort(), ["laptop", "phone"]);
      for (const meta of bob.metas("ann")) {
        assert.ok(meta.online_at >= start && meta.online_at <= Date.now(), "since when");
        assert.match(meta.phx_ref, /^[A-Za-z0-9_-]{16}$/);
      }
      await two.client.close();
      await allSee([one, bob], { ann: 1, bob: 1 });
      assert.equal(bob.metas("ann")[0].device_id, "laptop");
      await bob.topic.leave();
      await one.sees({ ann: 1 });
    });

    test("an update is a leave and a join, or an update for clients that request that", async () => {
      const topic = newTopic();
      const ann = await openTab("ann", topic);
      const bob = await openTab("bob", topic, { edge: second() });
      const eve = await openTab("eve", topic, {
        edge: second(),
        params: { presence: { updates: true } },
      });
      await allSee([ann, bob, eve], { ann: 1, bob: 1, eve: 1 });
      const [{ phx_ref: ref, online_at: since }] = bob.metas("ann");
      await ann.topic.push("presence_update", { status: "away", phx_ref: "mine" });
      assert.equal(ann.metas("ann")[0].status, "away", "it comes before the reply");
      await until("bob to know", () => bob.metas("ann")[0].status === "away");
      const [meta] = bob.metas("ann");
      assert.equal(meta.phx_ref_prev, ref);
      assert.equal(meta.online_at, since);
      assert.deepEqual(bob.counts(), { ann: 1, bob: 1, eve: 1 });
      const told = await until("eve to know", () => eve.diffs.find(({ updates }) => updates.ann));
      assert.deepEqual(told, { joins: {}, leaves: {}, updates: { ann: { metas: [meta] } } });
    });
  });
}

test("the meta of a client must be a small object", async () => {
  const tab = await openTab("ann", newTopic());
  const large = await tab.topic.refusal("presence_update", { text: "x".repeat(1024) });
  assert.equal(large.reason, "invalid_argument");
  const list = await tab.topic.refusal("presence_update", [1]);
  assert.equal(list.reason, "invalid_argument");
  let deep = 1;
  for (let i = 0; i < 40; ++i) deep = [deep];
  assert.equal((await tab.topic.refusal("presence_update", { deep })).reason, "invalid_argument");
});

test("many come and go, and all see the same in the end", async () => {
  const topic = newTopic();
  const ann = await openTab("ann", topic);
  const edges = [rooms, otherEdge];
  const users = Array.from({ length: 40 }, (_, i) => `user-${i % 10}`);
  const tabs = await Promise.all(users.map((user, i) => openTab(user, topic, { edge: edges[i % 2] })));
  await Promise.all(tabs.map((tab, i) => tab.topic.push("presence_update", { i })));
  await Promise.all(tabs.slice(20).map((tab) => tab.client.close()));
  const expected = { ann: 1 };
  for (const user of users.slice(0, 20)) expected[user] = (expected[user] ?? 0) + 1;
  await allSee([ann, ...tabs.slice(0, 20)], expected);
  const [metas] = [ann, ...tabs.slice(0, 20)].map((tab) =>
    Object.keys(expected).flatMap((user) => tab.metas(user).map((meta) => meta.phx_ref)).sort(),
  );
  for (const tab of tabs.slice(0, 20)) {
    const own = Object.keys(expected).flatMap((user) => tab.metas(user).map((meta) => meta.phx_ref));
    assert.deepEqual(own.sort(), metas);
  }
});

test("the presences of a killed edge leave within seconds", async () => {
  const doomed = await rooms.startEdge([]);
  const topic = newTopic();
  const ann = await openTab("ann", topic);
  const bob = await openTab("bob", topic, { edge: doomed });
  await allSee([ann, bob], { ann: 1, bob: 1 });
  const start = Date.now();
  await doomed.process.kill();
  await ann.sees({ ann: 1 }, 10_000);
  assert.ok(Date.now() - start > 3000, "but not before the edge could have been back");
  await bob.client.close();
});

test("no presence leaves when notifications is killed", async () => {
  const topic = newTopic();
  const ann = await openTab("ann", topic);
  const bob = await openTab("bob", topic, { edge: otherEdge });
  await allSee([ann, bob], { ann: 1, bob: 1 });
  await rooms.killNotifications();
  const eve = await openTab("eve", topic, { edge: otherEdge });
  await allSee([ann, bob, eve], { ann: 1, bob: 1, eve: 1 });
  await bob.client.close();
  await allSee([ann, eve], { ann: 1, eve: 1 });
  assert.deepEqual(ann.leaves, ["bob"]);
  assert.deepEqual(eve.leaves, ["bob"]);
});

test("no presence stays of an edge that is killed together with notifications", async () => {
  const doomed = await rooms.startEdge([]);
  const topic = newTopic();
  const ann = await openTab("ann", topic);
  const bob = await openTab("bob", topic, { edge: doomed });
  await allSee([ann, bob], { ann: 1, bob: 1 });
  await Promise.all([doomed.process.kill(), rooms.killNotifications()]);
  await ann.sees({ ann: 1 }, 20_000);
  await bob.client.close();
});

test("a client that joins again receives the present state", async () => {
  const topic = newTopic();
  const ann = await openTab("ann", topic);
  const bob = await openTab("bob", topic);
  await ann.sees({ ann: 1, bob: 1 });
  await bob.topic.leave();
  const again = await openTab("bob", topic);
  await allSee([ann, again], { ann: 1, bob: 1 });
});

test("reviewers see the other reviewers of the video", async () => {
  const review = await startReview(stack);
  const topic = `notes:video:${review.videoId}`;
  const panel = await Tab.open(stack, review.user, topic, { device: "phone" });
  await panel.sees({ [review.user]: 2 });
  const devices = panel.metas(review.user).map((meta) => meta.device_id);
  assert.deepEqual(devices.sort(), ["browser", "phone"]);
});
