// A NATS that refuses for a while: the replicas say so, serve on as far as they can, and
// are well again by themselves.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { closeClients } from "./lib/client.mjs";
import { awaitReview, speakNote } from "./lib/review.mjs";
import { startStack } from "./lib/stack.mjs";
import { until } from "./lib/wait.mjs";

const NOTIFICATIONS = ["notifications", "notifications-2"];
const PARTS = ["bus.events", "bus.presence"];

let stack;
before(async () => {
  stack = await startStack({}, "--replicas=2");
});
after(async () => {
  await closeClients();
  await stack.stop();
});

const log = (name) => stack.read("log", `${name}.log`);

async function partsServe(expected) {
  for (const name of NOTIFICATIONS) {
    for (const part of PARTS) {
      await until(`${name}/${part} to be ${expected}`, async () => {
        return (await stack.serves(name, part)) === expected;
      }, 60_000);
    }
  }
}

test("a NATS that refuses the password for a while is used again", async () => {
  const users = path.join(stack.data, "keys", "nats", "users.conf");
  const right = fs.readFileSync(users, "utf8");
  const review = await awaitReview(stack);
  await partsServe(true);
  fs.writeFileSync(users, right.replace(/password: "/, 'password: "changed'));
  await stack.kill("nats");
  await partsServe(false);
  for (const name of NOTIFICATIONS) {
    assert.ok(await stack.serves(name), "it serves on without the bus");
    await until(`${name} to say why`, () =>
      /"bus_connection_refused".*Authorization Violation/.test(log(name)));
  }
  const note = await speakNote(review.audio, "the music is too loud", 1);
  await review.panel.next("note_created", ({ id }) => id === note.id, 60_000);
  // A replica that starts now is not ready, and says why.
  await stack.kill("notifications-2");
  await until("it to say that it is refused", () =>
    /"not_ready".*the bus refuses this replica/.test(log("notifications-2")), 60_000);
  assert.equal(await stack.serves("notifications-2"), false);
  fs.writeFileSync(users, right);
  await stack.kill("nats");
  await partsServe(true);
  for (const name of NOTIFICATIONS) {
    await until(`${name} to serve`, () => stack.serves(name), 60_000);
  }
});
