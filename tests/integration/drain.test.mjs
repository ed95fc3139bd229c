// An edge with thousands of clients is asked to end.

import assert from "node:assert/strict";
import fs from "node:fs";
import http from "node:http";
import { after, before, describe, test } from "node:test";
import { newUser } from "./lib/client.mjs";
import { BareSocket, gather } from "./lib/bare_socket.mjs";
import { startRooms } from "./lib/rooms.mjs";
import { sharedStack } from "./lib/stack.mjs";
import { until, within } from "./lib/wait.mjs";

const SOCKETS = 5000;
const LONE = 500;
// Joins that take half a second; the edge is asked to end while they run.
const IN_FLIGHT = 50;
const DRAIN_MS = 10_000;
// Shorter than those joins.
const DELAY_MS = 400;
const FLAGS = [`--drain_ms=${DRAIN_MS}`, `--drain_delay_ms=${DELAY_MS}`];

const LIMITS = fs.readFileSync("/proc/self/limits", "utf8");
const openFiles = Number(/^Max open files\s+(\d+)/m.exec(LIMITS)[1]);
const tooFew = openFiles < SOCKETS + 500 && `only ${openFiles} files may be open`;

let rooms;
let edge;
let sockets;

const at = (path) => `http://localhost:${edge.port}${path}`;
const connect = () =>
  BareSocket.open(at(`/socket/websocket?vsn=2.0.0&token=${rooms.userToken(newUser())}`));

// The status of /readyz on a new connection; undefined when there is none to be had.
function readiness() {
  return new Promise((resolve) => {
    const request = http.get(at("/readyz"), { agent: false });
    request.on("response", (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on("error", () => resolve(undefined));
  });
}

async function enter(index) {
  const socket = await connect();
  if (index >= LONE) {
    const [status] = await socket.request(`room:${index % 100}`, "phx_join", {});
    assert.equal(status, "ok");
  }
  return socket;
}

describe("an edge that is asked to end", { timeout: 240_000, skip: tooFew }, () => {
  before(async () => {
    rooms = await startRooms(sharedStack());
    edge = await rooms.startEdge(FLAGS);
    sockets = await gather(SOCKETS, enter);
  });
  after(async () => {
    for (const socket of sockets ?? []) socket.end();
    await rooms?.stop();
  });

  test("answers open requests, then asks all clients to reconnect, and ends in time", async (t) => {
    const start = performance.now();
    const since = () => performance.now() - start;
    const ends = sockets.map(({ closed }) => closed.then((end) => ({ ...end, at: since() })));
    const answers = sockets.slice(0, IN_FLIGHT).map(async (socket, index) => {
      const answer = await socket.request(`room:slow${index}`, "phx_join", {}, ["7", "7"]);
      return { answer, at: since() };
    });
    const stopped = edge.process.stop();

    await until("readiness to be off", async () => (await readiness()) === 503);
    const late = await connect();
    await until("no connection to be had", async () => (await readiness()) === undefined);
    const noMore = since();
    await assert.rejects(connect());

    const answered = await within("the answers", Promise.all(answers));
    for (const { answer } of answered) assert.equal(answer[0], "ok");
    const ended = await within("the end of all", Promise.all(ends), DRAIN_MS + DELAY_MS);
    for (const { code, reason } of ended) assert.deepEqual([code, reason], [1012, "restart"]);
    assert.equal((await late.closed).code, 1012);
    for (const [index, { at }] of answered.entries()) assert.ok(at <= ended[index].at);
    assert.equal(await stopped, 0);

    const times = ended.map(({ at }) => at).sort((a, b) => a - b);
    const [first, last] = [times[0], times.at(-1)];
    assert.ok(last < DRAIN_MS + DELAY_MS);
    // Not all at once.
    assert.ok(new Set(times.map((time) => Math.floor(time / 50))).size > 1);
    const firstAnswer = Math.min(...answered.map(({ at }) => at));
    t.diagnostic(`${IN_FLIGHT} answers from ${firstAnswer.toFixed(0)} ms on`);
    t.diagnostic(`no new connections after ${noMore.toFixed(0)} ms`);
    t.diagnostic(`${SOCKETS} sockets closed from ${first.toFixed(0)} to ${last.toFixed(0)} ms`);
    t.diagnostic(`the edge ended after ${since().toFixed(0)} ms`);
  });
});
