// A client that does not read is closed, and costs the others nothing.

import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before, describe, test } from "node:test";
import { newUser } from "./lib/client.mjs";
import { BareSocket, gather } from "./lib/bare_socket.mjs";
import { readMetrics, total } from "./lib/metrics.mjs";
import { freeBasePort } from "./lib/ports.mjs";
import { startRooms } from "./lib/rooms.mjs";
import { sharedStack } from "./lib/stack.mjs";
import { within } from "./lib/wait.mjs";

const FAST = 1000;
const SLOW = 50;
const ROUNDS = 40;
const MAX_ROUNDS = 400;
const ATTEMPTS = 3;
// The bytes that one round sends to each slow client.
const FLOOD = "x".repeat(60_000);
const MAX_OUTBOX = 1 << 20;

const json = JSON.stringify;
const marker = (round) => Buffer.from(`"s":${round},`);

function percentile(values, part) {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

let rooms;
let edge;
let metricsAt;
let speaker;
let fast;
let slow;
let round = 0;

async function enter(room) {
  const token = rooms.userToken(newUser());
  const query = `vsn=2.0.0&token=${token}`;
  const socket = await BareSocket.open(`http://localhost:${edge.port}/socket/websocket?${query}`);
  const [status] = await socket.request(`room:${room}`, "phx_join", {});
  assert.equal(status, "ok");
  return socket;
}

// One message to all, when the flood for the slow is under way. The milliseconds until each of the
// fast had it.
async function playRound() {
  const mark = marker(++round);
  const delays = [];
  let start;
  const all = new Promise((resolve) => {
    for (const socket of fast) {
      socket.onText = (text) => {
        if (!text.includes(mark)) return;
        delays.push(performance.now() - start);
        if (delays.length === fast.length) resolve();
      };
    }
  });
  speaker.send(json(["2", `f${round}`, "room:flood", "new_msg", { x: FLOOD }]));
  start = performance.now();
  speaker.send(json(["1", `a${round}`, "room:all", "new_msg", { s: round }]));
  await within("a message for all", all, 30_000);
  return delays;
}

async function play(goesOn) {
  const delays = [];
  for (let played = 0; await goesOn(played); ++played) delays.push(...(await playRound()));
  return delays;
}

const cut = async () => total(await readMetrics(metricsAt), "lossy_edge_slow_total");

function residentKb() {
  const status = fs.readFileSync(`/proc/${edge.process.pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)[1]);
}

// p99 of the fast while all read, and while the slow do not, until the last of them is cut.
async function compare(t) {
  slow = await gather(SLOW, () => enter("flood"));
  const cutBefore = await cut();
  await play((played) => played < ROUNDS / 4);
  const before = await play((played) => played < ROUNDS);
  assert.equal(await cut(), cutBefore);

  const kbBefore = residentKb();
  let most = 0;
  for (const socket of slow) socket.pause();
  const meanwhile = await play(async (played) => {
    most = Math.max(most, residentKb());
    const left = SLOW - ((await cut()) - cutBefore);
    assert.ok(played < MAX_ROUNDS, `${left} were not cut after ${played} rounds`);
    return played < ROUNDS || left > 0;
  });
  const [usual, then] = [before, meanwhile].map((delays) => percentile(delays, 0.99));
  t.diagnostic(`p99 of ${FAST}: ${usual.toFixed(1)} ms while all read`);
  t.diagnostic(`p99 of ${FAST}: ${then.toFixed(1)} ms while ${SLOW} do not read`);
  t.diagnostic(`${((most - kbBefore) / SLOW).toFixed(0)} KB held by one that does not read`);
  return { usual, then };
}

async function awaitTheEnd() {
  for (const socket of slow) socket.resume();
  const ends = await within("the close frames of slow readers", Promise.all(slow.map(({ closed }) => closed)));
  for (const end of ends) assert.deepEqual(end, { code: 1013, reason: "too slow" });
}

describe("readers that stop reading", { timeout: 240_000 }, () => {
  before(async () => {
    rooms = await startRooms(sharedStack());
    metricsAt = `127.0.0.1:${await freeBasePort()}`;
    const flags = [`--max_outbox_bytes=${MAX_OUTBOX}`, `--metrics_listen=${metricsAt}`];
    edge = await rooms.startEdge(flags);
    fast = await gather(FAST, () => enter("all"));
    speaker = await enter("all");
    const [status] = await speaker.request("room:flood", "phx_join", {}, ["2", "2"]);
    assert.equal(status, "ok");
  });
  after(async () => {
    for (const socket of [speaker, ...(fast ?? []), ...(slow ?? [])]) socket?.end();
    await rooms?.stop();
  });

  test("do not delay those that read, and are cut with 1013 and a reason", async (t) => {
    // Other work of the machine may disturb one comparison, but not all.
    for (let attempt = 0; attempt < ATTEMPTS; ++attempt) {
      const { usual, then } = await compare(t);
      await awaitTheEnd();
      if (then < 3 * Math.max(usual, 20)) return;
    }
    assert.fail("each time the others were delayed");
  });
});
