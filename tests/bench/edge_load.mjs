// Loads an edge without services, and beside it a server that does the least for the same messages, in
// turns: the CPU of the server for each message or delivery, and the memory of a joined connection.
//
//   node tests/bench/edge_load.mjs [--rounds=5]

import { execFile, execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import net from "node:net";
import { freeBasePort } from "../integration/lib/ports.mjs";
import { Process } from "../integration/lib/process.mjs";
import { until } from "../integration/lib/wait.mjs";
import { optionsOrExit } from "../load/options.mjs";
import { percentile } from "../load/times.mjs";
import { numbersIn } from "./results.mjs";

const run = promisify(execFile);
const options = optionsOrExit({ rounds: 5 }, { rounds: [1, 100] });
const bin = fileURLToPath(new URL("../../bazel-bin", import.meta.url));
const SAMPLE = path.join(bin, "tests/sample/proto/lossy/sample/v1/sample_descriptors.binpb");
const LIMIT_MS = 120_000;
const FIGURE = /^([\d.]+) (?:CPU-s|KB)/m;

// The name of each load, and its flags.
const LOADS = {
  "burst of 16 to 1,000": ["--mode=fanout", "--clients=1000", "--in_flight=16", "--messages=480", "--bytes=64"],
  "one to 1,000": ["--mode=fanout", "--clients=1000", "--messages=60", "--bytes=64"],
  "echo w1": ["--mode=echo", "--clients=100", "--messages=200", "--bytes=20"],
  "echo w16": ["--mode=echo", "--clients=100", "--in_flight=16", "--messages=40", "--bytes=20"],
  "heartbeat w1": ["--mode=heartbeat", "--clients=100", "--messages=200"],
  "heartbeat w16": ["--mode=heartbeat", "--clients=100", "--in_flight=16", "--messages=40"],
  churn: ["--mode=churn", "--clients=100", "--messages=200"],
  "idle memory": ["--mode=idle", "--clients=5000"],
};

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lossy-edge-load-"));
const key = path.join(folder, "edge.jwk");

function accepts(port) {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: "127.0.0.1" });
    socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });
}

// A new process for each load, so that its memory is that of the load.
async function measure(program, flags, load) {
  const port = await freeBasePort();
  const server = new Process(path.join(bin, "edge/bench", program), [`--port=${port}`, ...flags]);
  try {
    await until(`${program} to listen`, () => accepts(port), LIMIT_MS);
    const target = [`--port=${port}`, `--pid=${server.pid}`];
    const { stdout } = await run(path.join(bin, "edge/bench/tls_load"), [...target, ...load], { timeout: LIMIT_MS });
    return numbersIn(stdout, FIGURE)[0];
  } finally {
    await server.kill();
  }
}

try {
  execFileSync(path.join(bin, "deploy/lossyctl/lossyctl"), [
    ...["keys", "generate", "--kid=edge", "--signs=", `--private_out=${key}`],
    `--jwks_out=${path.join(folder, "edge.jwks")}`,
  ]);
  for (const [name, load] of Object.entries(LOADS)) {
    const edge = [];
    const minimal = [];
    for (let round = 0; round < options.rounds; ++round) {
      edge.push(await measure("loop_server", [`--descriptors=${SAMPLE}`, `--key=${key}`], load));
      minimal.push(await measure("minimal_server", [], load));
    }
    const [figure, baseline] = [edge, minimal].map((figures) => percentile(figures, 0.5));
    console.log(`${name}: edge ${figure.toFixed(3)}, minimal ${baseline.toFixed(3)}, ratio ${(figure / baseline).toFixed(2)}`);
  }
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
