// Presence with two edges and two replicas of notifications that stop and start.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { randomUUID } from "node:crypto";
import { Client, closeClients, newUser } from "./lib/client.mjs";
import { total } from "./lib/metrics.mjs";
import { YOUTUBE } from "./lib/review.mjs";
import { startStack } from "./lib/stack.mjs";
import { Tab, allSee } from "./lib/tab.mjs";
import { until } from "./lib/wait.mjs";

const NOTIFICATIONS = ["notifications", "notifications-2"];

// The longest life of a ghost: a replica's silence and a lease.
const STALE_MS = 10_000;
// For what the tests add: their own processes that take their time.
const SLACK_MS = 5_000;

let stack;
let user;
let topic;
before(async () => {
  stack = await startStack({}, "--replicas=2");
});
beforeEach(async () => {
  user = newUser();
  const client = await until("a video to be there", async () => {
    const candidate = new Client(stack, stack.userToken(user), { url: stack.socketUrl() });
    const meta = await candidate.join("video:meta");
    const { video_id: id } = await meta.push("video_detected", YOUTUBE);
    topic = `notes:video:${id}`;
    return candidate;
  }, 60_000);
  await client.close();
  for (const name of NOTIFICATIONS) {
    await bus(name, 1);
    await peers(name, 1);
  }
});
after(async () => {
  await closeClients();
  await stack.stop();
});

async function peers(name, count) {
  await until(`${name} to know of ${count} other`, async () => {
    const metrics = await stack.metrics(name).catch(() => "");
    return total(metrics, "lossy_notifications_presence_peers", {}) === count;
  }, 60_000);
}

async function bus(name, connected) {
  await until(`${name} to ${connected ? "be on" : "leave"} the bus`, async () => {
    const page = await stack.metrics(name);
    return total(page, "lossy_notifications_bus_connected", { bus: "presence" }) === connected;
  });
}

// A panel of the user at that edge.
const open = (edge) =>
  Tab.open(stack, user, topic, { device: randomUUID(), url: stack.socketUrl(edge) });

// Two at one edge and one at the other, all of whom see all.
async function openThree() {
  const tabs = [await open("edge"), await open("edge"), await open("edge-2")];
  await allSee(tabs, { [user]: 3 });
  return tabs;
}

// True if no client seemed to leave, however shortly.
function assertNoPresenceLeft(tabs) {
  const left = tabs.flatMap((tab) => tab.diffs.filter(({ leaves }) => user in leaves));
  assert.deepEqual(left, []);
}

test("joins and leaves at one edge appear at the other", async () => {
  const [one, two, three] = await openThree();
  await one.topic.leave();
  await allSee([two, three], { [user]: 2 });
  await three.client.close();
  await two.sees({ [user]: 1 });
});

for (const [what, disturb] of Object.entries({
  "is killed": (name) => stack.kill(name),
  "is asked to end": (name) => stack.kill(name, "SIGTERM"),
  hangs: async (name) => {
    process.kill(stack.pid(name), "SIGSTOP");
    // Long enough for all others to take it for dead.
    const other = NOTIFICATIONS.find((each) => each !== name);
    await peers(other, 0);
    process.kill(stack.pid(name), "SIGCONT");
  },
})) {
  test(`no presence leaves when a replica of notifications ${what}`, async () => {
    const tabs = await openThree();
    for (const name of NOTIFICATIONS) {
      await disturb(name);
      await until(`${name} to serve`, () => stack.serves(name), 60_000);
      for (const each of NOTIFICATIONS) await peers(each, 1);
      tabs.push(await open("edge-2"));
      await allSee(tabs, { [user]: tabs.length });
    }
    assertNoPresenceLeft(tabs);
    await tabs[0].client.close();
    await allSee(tabs.slice(1), { [user]: tabs.length - 1 });
  });
}

test("no presence leaves during an outage of the bus, and joins from meanwhile appear", async () => {
  const tabs = await openThree();
  await stack.kill("nats");
  tabs.push(await open("edge"), await open("edge-2"));
  await allSee(tabs, { [user]: 5 });
  assertNoPresenceLeft(tabs);
});

test("no presence leaves when the bus hangs", async () => {
  const tabs = await openThree();
  process.kill(stack.pid("nats"), "SIGSTOP");
  try {
    for (const name of NOTIFICATIONS) await bus(name, 0);
    tabs.push(await open("edge"), await open("edge-2"));
  } finally {
    process.kill(stack.pid("nats"), "SIGCONT");
  }
  await allSee(tabs, { [user]: 5 });
  assertNoPresenceLeft(tabs);
});

test("no presence stays of an edge that is killed", async () => {
  const three = (await openThree())[2];
  const release = stack.holdDown("edge");
  try {
    await three.sees({ [user]: 1 }, STALE_MS + SLACK_MS);
  } finally {
    release();
  }
});

test("no presence stays of an edge and a replica of notifications that are killed", async () => {
  const three = (await openThree())[2];
  const releases = [stack.holdDown("edge"), stack.holdDown("notifications")];
  try {
    await three.sees({ [user]: 1 }, 2 * STALE_MS + SLACK_MS);
  } finally {
    for (const release of releases) release();
  }
});
