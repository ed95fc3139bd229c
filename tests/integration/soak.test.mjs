// A long life: whatever a channel's life was, nothing of it stays in any process. LOSSY_SOAK_ROUNDS
// says how many lives of each kind; with 5,000 or more the resident memory must be level, too. The cost
// of a thousand of each kind is in the diagnostics. 20,000 take more than an hour; LOSSY_TEST_MINUTES
// says how long the test may take.

import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before, describe, test } from "node:test";
import { channelLivesOf } from "./lib/channel_lives.mjs";
import { readMetrics } from "./lib/metrics.mjs";
import { freeBasePort } from "./lib/ports.mjs";
import { startRooms } from "./lib/rooms.mjs";
import { startStack } from "./lib/stack.mjs";
import { until } from "./lib/wait.mjs";

const ROUNDS = Number(process.env.LOSSY_SOAK_ROUNDS ?? 100);
const LONG = 5_000;
// The growth that allocators and caches may have after a tenth of a long run.
const LEVEL_KB = 16 << 10;
const PROCESSES = ["edge", "video", "notes", "agent", "notifications"];

let stack, rooms, edge, metricsAt;
before(async () => {
  stack = await startStack({
    LOSSY_LONGPOLL_IDLE_MS: "3000",
    LOSSY_SESSION_PATIENCE_MS: "1000",
    LOSSY_USER_CONNECT_RATE: "0",
    LOSSY_USER_JOIN_RATE: "0",
    LOSSY_SOCKET_JOIN_RATE: "0",
  });
  rooms = await startRooms(stack);
  metricsAt = `127.0.0.1:${await freeBasePort()}`;
  edge = await rooms.startEdge([`--metrics_listen=${metricsAt}`, "--socket_join_rate=0"]);
});
after(async () => {
  await rooms?.stop();
  await stack?.stop();
});

const pidOf = (name) => (name === "edge of rooms" ? edge.process.pid : stack.pid(name));
const metricsOf = (name) => (name === "edge of rooms" ? readMetrics(metricsAt) : stack.metrics(name));

function residentKb(name) {
  const status = fs.readFileSync(`/proc/${pidOf(name)}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)[1]);
}

const resident = () =>
  Object.fromEntries([...PROCESSES, "edge of rooms"].map((name) => [name, residentKb(name)]));

// The live objects of each class of each process, as text.
async function liveObjects() {
  const lines = [];
  for (const name of [...PROCESSES, "edge of rooms"]) {
    const page = await metricsOf(name);
    for (const line of page.split("\n")) {
      if (line.startsWith("lossy_live_objects{")) lines.push(`${name}: ${line}`);
    }
  }
  return lines.join("\n");
}

// Waits until there are as many as at that time, and fails with the difference.
async function expectLevel(before) {
  let now;
  const level = async () => (now = await liveObjects()) === before;
  await until("live objects to be level", level, 30_000).catch(() => assert.equal(now, before));
}

function growth(before, after, lives) {
  return Object.keys(after)
    .map((name) => `${name} ${(((after[name] - before[name]) * 1000) / lives).toFixed(0)}`)
    .join(", ");
}

describe(`${ROUNDS} lives of each kind`, () => {
  // The sample service behind an edge whose metrics can be read.
  const lead = (kind, count) => {
    const place = { port: edge.port, userToken: (user) => rooms.userToken(user) };
    return channelLivesOf(stack, place)[kind](count);
  };

  for (const kind of Object.keys(channelLivesOf({}, {}))) {
    test(`${kind}, and nothing of it stays`, async (t) => {
      // Objects that are made once exist after the first life.
      await lead(kind, Math.max(1, Math.floor(ROUNDS / 10)));
      let start = "";
      const quiet = async () => {
        const last = start;
        start = await liveObjects();
        return start === last && !/class="(SessionCall|LongpollSession|Channel|LongpollExchange|Socket|TcpStream)"} [1-9]/.test(start);
      };
      await until("live objects to be quiet", quiet, 30_000);
      const first = resident();
      await lead(kind, ROUNDS);
      await expectLevel(start);
      const last = resident();
      t.diagnostic(`KB for each 1,000: ${growth(first, last, ROUNDS)}`);
      if (ROUNDS < LONG || kind.includes("killed")) return;
      for (const name of Object.keys(last)) {
        assert.ok(last[name] - first[name] < LEVEL_KB, `${name}: ${first[name]} → ${last[name]} KB`);
      }
    });
  }
});
