// Two of each process: one is killed, hangs or ends, and the other one serves.

import "../clients/globals.mjs";
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { LongPoll } from "phoenix";
import WebSocket from "ws";
import { Client, closeClients, newUser } from "./lib/client.mjs";
import { total } from "./lib/metrics.mjs";
import { awaitReview, expectNothingLeft, speak } from "./lib/review.mjs";
import { startStack } from "./lib/stack.mjs";
import { until } from "./lib/wait.mjs";
import { Workload } from "./lib/workload.mjs";

const PROGRAMS = ["edge", "video", "notes", "agent", "notifications"];
const REPLICAS = PROGRAMS.flatMap((program) => [program, `${program}-2`]);

let stack;
before(async () => {
  stack = await startStack({}, "--replicas=2");
});
after(async () => {
  await closeClients();
  await stack.stop();
});

const join = (topic, edge) =>
  new Client(stack, stack.userToken(newUser()), { url: stack.socketUrl(edge) }).join(topic);

const calls = async (name) =>
  total(await stack.metrics(name), "lossy_rpc_calls_total", { method: "ListVideos" });

test("./dev lists each", async () => {
  const lines = (await stack.dev("status")).split("\n").map((line) => line.split(/ +/));
  const names = lines.map(([name]) => name);
  assert.deepEqual(names.sort(), [...REPLICAS, "nats", "postgres"].sort());
  for (const [name, pid, , state] of lines) {
    assert.match(state, /ready/);
    assert.equal(Number(pid), stack.pid(name));
  }
});

describe("calls", () => {
  test("are sent to both", async () => {
    const meta = await join("video:meta", "edge-2");
    await until("both to be called", async () => {
      await meta.push("list_videos", {});
      return (await calls("video")) > 0 && (await calls("video-2")) > 0;
    });
  });

  test("are sent to the other one while one hangs", async () => {
    const meta = await join("video:meta");
    const answered = () => meta.push("list_videos", {}).then(() => true, () => false);
    process.kill(stack.pid("video-2"), "SIGSTOP");
    try {
      await until("ten answers in a row", async () => {
        for (let i = 0; i < 10; ++i) if (!(await answered())) return false;
        return true;
      }, 60_000);
    } finally {
      process.kill(stack.pid("video-2"), "SIGCONT");
    }
    const before = await calls("video-2");
    await until("it to be called again", async () => {
      await answered();
      return (await calls("video-2")) > before;
    }, 60_000);
  });
});

describe("the outbox of notes", () => {
  const shards = async (name) =>
    total(await stack.metrics(name), "lossy_outbox_shards", { kind: "publish" });
  const areShared = () =>
    until("both to lead half of the shards", async () => {
      return (await shards("notes")) === 8 && (await shards("notes-2")) === 8;
    }, 60_000);

  test("is shared by both, also after one was killed", async () => {
    await areShared();
    await stack.kill("notes-2");
    await until("it to serve", () => stack.serves("notes-2"), 60_000);
    await areShared();
  });
});

// Faults of a replica of notifications, and their repairs.
const disturbances = {
  dies: (name) => stack.kill(name),
  "is asked to end": (name) => stack.kill(name, "SIGTERM"),
  hangs: (name) => {
    process.kill(stack.pid(name), "SIGSTOP");
    return () => process.kill(stack.pid(name), "SIGCONT");
  },
};

for (const [what, disturb] of Object.entries(disturbances)) {
  test(`when a notifications ${what}, no client notices it, and every note is shown once`, async () => {
    const review = await awaitReview(stack);
    const said = [];
    for (const name of ["notifications", "notifications-2"]) {
      const undo = await disturb(name);
      for (const thing of ["title", "logo", "arrow"]) {
        said.push(`make the ${thing} of ${name} bigger`);
        await speak(review.audio, said.at(-1), said.length);
      }
      for (const text of said.slice(-3)) {
        const note = (candidate) => candidate.raw_transcript === text;
        await review.panel.next("note_created", note, 60_000);
        await review.audio.next("note_created", note, 60_000);
      }
      undo?.();
      await until(`${name} to serve`, () => stack.serves(name), 60_000);
    }
    await expectNothingLeft(review);
  });
}

// Each pair of a writer and its reader is on both edges.
const PLACES = [WebSocket, LongPoll].flatMap((transport) => [
  { writes: "edge", reads: "edge-2", transport },
  { writes: "edge-2", reads: "edge", transport },
]);

describe("while clients write and read, all processes in turn", { timeout: 300_000 }, () => {
  for (const [what, signal, names] of [
    ["are asked to end", "SIGTERM", REPLICAS],
    ["are killed", "SIGKILL", ["nats", ...REPLICAS]],
  ]) {
    test(`${what}: nothing is lost, doubled or out of order`, async (t) => {
      const workload = await Workload.start(stack, PLACES);
      t.after(() => workload.stop());
      await workload.proceed();
      for (const name of names) {
        await stack.kill(name, signal);
        if (name !== "nats") await until(`${name} to serve`, () => stack.serves(name), 60_000);
        await workload.proceed();
      }
      const { writes, repeats } = await workload.check();
      t.diagnostic(`${writes} writes were acknowledged, ${repeats} had to be repeated`);
    });
  }
});
