// The processor time that an edge takes for each delivery: to sockets, and to event streams, in one
// run. It starts //edge/bench:loop_server, which has no services behind it.
//
//   node tests/load/event_streams.mjs [--readers=1000] [--messages=300] [--rounds=3]

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { BareSocket, gather } from "../integration/lib/bare_socket.mjs";
import { Process } from "../integration/lib/process.mjs";
import { until } from "../integration/lib/wait.mjs";
import { freeBasePort } from "../integration/lib/ports.mjs";
import { readOptions } from "./options.mjs";

const options = readOptions({ readers: 1000, messages: 300, rounds: 3 });
const bin = fileURLToPath(new URL("../../bazel-bin", import.meta.url));
const SAMPLE = path.join(bin, "tests/sample/proto/lossy/sample/v1/sample_descriptors.binpb");
const TICKS_PER_SECOND = 100;
const EVENT = Buffer.from("event: new_msg\n");

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lossy-streams-"));
const key = path.join(folder, "edge.jwk");
execFileSync(path.join(bin, "deploy/lossyctl/lossyctl"), [
  ...["keys", "generate", "--kid=edge", "--signs=", `--private_out=${key}`],
  `--jwks_out=${path.join(folder, "edge.jwks")}`,
]);
const port = await freeBasePort();
const server = new Process(path.join(bin, "edge/bench/loop_server"), [
  ...[`--port=${port}`, `--descriptors=${SAMPLE}`, `--key=${key}`],
]);
const base = `http://127.0.0.1:${port}`;

let received = 0;

async function openSocket() {
  const socket = await BareSocket.open(`${base}/socket/websocket?vsn=2.0.0`);
  const [status] = await socket.request("room:sockets", "phx_join", { recover: true });
  assert.equal(status, "ok");
  socket.onText = () => ++received;
  return () => socket.end();
}

async function openStream() {
  const stream = net.connect({ host: "127.0.0.1", port, noDelay: true });
  stream.write("GET /api/topics/room:streams HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const head = await new Promise((resolve, reject) => {
    stream.once("data", resolve);
    stream.once("error", reject);
  });
  assert.match(head.toString(), /^HTTP\/1.1 200 [^]*\nevent: join\n/);
  // An event is small and comes in one piece.
  stream.on("data", (data) => {
    for (let at = data.indexOf(EVENT); at >= 0; at = data.indexOf(EVENT, at + 1)) ++received;
  });
  return () => stream.destroy();
}

// Of the server, in seconds.
function processorTime() {
  const stat = fs.readFileSync(`/proc/${server.pid}/stat`, "utf8");
  const [user, system] = stat.slice(stat.lastIndexOf(")") + 2).split(" ").slice(11, 13);
  return (Number(user) + Number(system)) / TICKS_PER_SECOND;
}

async function publish(room) {
  const response = await fetch(`${base}/api/topics/room:${room}/new_msg`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ x: "a message of the size that a client usually receives" }),
  });
  assert.equal(response.status, 200);
}

// The microseconds for each delivery.
async function measure(room, open) {
  const closers = await gather(options.readers, open);
  received = 0;
  const before = processorTime();
  for (let sent = 1; sent <= options.messages; ++sent) {
    await publish(room);
    await until("a message for all", () => received >= sent * options.readers, 30_000);
  }
  const spent = processorTime() - before;
  for (const close of closers) close();
  return (spent / (options.messages * options.readers)) * 1e6;
}

try {
  const isReady = () => fetch(`${base}/readyz`).then(({ ok }) => ok, () => false);
  await until("the server to be ready", isReady);
  const best = { sockets: Infinity, streams: Infinity };
  for (let round = 0; round < options.rounds; ++round) {
    best.sockets = Math.min(best.sockets, await measure("sockets", openSocket));
    best.streams = Math.min(best.streams, await measure("streams", openStream));
  }
  console.log(`${options.readers} readers, best of ${options.rounds}, processor time for a delivery:`);
  console.log(`  sockets ${best.sockets.toFixed(2)} us, event streams ${best.streams.toFixed(2)} us`);
  console.log(`  ratio ${(best.streams / best.sockets).toFixed(2)}`);
} finally {
  await server.stop();
  fs.rmSync(folder, { recursive: true, force: true });
}
