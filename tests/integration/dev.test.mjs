// ./dev as an operator's machine meets it: no home, another time zone, odd paths, several at once.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { freeBasePort } from "./lib/ports.mjs";
import { until } from "./lib/wait.mjs";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));

// With a comma, spaces and a quote.
const data = fs.mkdtempSync(path.join(os.tmpdir(), "lossy-test a, b's "));
let port;

// Bazel keeps what it built in the home that the system knows, which is what ./dev takes without HOME.
const home = os.userInfo().homedir === process.env.HOME ? {} : { HOME: process.env.HOME };

function dev(args, env = {}) {
  return run(path.join(root, "dev"), args, {
    env: { PATH: process.env.PATH, TZ: "Asia/Tokyo", LOSSY_DATA: data, ...home, ...env },
    maxBuffer: 16 << 20,
  });
}

const startsWithPort = () => dev(["up", "--detach"], { LOSSY_PORT: String(port) });

before(async () => {
  port = await freeBasePort();
});
after(async () => {
  await dev(["down"]);
  fs.rmSync(data, { recursive: true, force: true });
});

test("three starts at once make one stack", { timeout: 600_000 }, async () => {
  const starts = await Promise.all([startsWithPort(), startsWithPort(), startsWithPort()]);
  const url = `http://localhost:${port}`;
  assert.equal(starts.filter(({ stdout }) => stdout.includes(`lossy is up: ${url}`)).length, 1);
  const others = starts.filter(({ stderr }) => stderr.includes(`lossy is already up: ${url}`));
  assert.equal(others.length, 2);
  for (const { stderr } of others) assert.match(stderr, /waiting for a \.\/dev up of this stack \(process \d+\)/);
  assert.equal((await fetch(`${url}/readyz`)).status, 200);
});

test("later commands use the port of the stack, with any LOSSY_PORT", async () => {
  for (const env of [{}, { LOSSY_PORT: "4321" }]) {
    const { stdout } = await dev(["status"], env);
    assert.match(stdout, new RegExp(`^edge +\\d+ +${port} +ready$`, "m"));
    assert.doesNotMatch(stdout, /not ready/);
    const { stderr } = await dev(["up", "--detach"], env);
    assert.match(stderr, new RegExp(`already up: http://localhost:${port}$`, "m"));
  }
  const { stdout: token } = await dev(["token", "--user=ann"]);
  assert.match(token, /^[\w-]+\.[\w-]+\.[\w-]+\n$/);
});

test("the logs have the time in UTC", () => {
  const [line] = fs.readFileSync(path.join(data, "log", "supervisor.log"), "utf8").split("\n");
  const [time] = line.split(" ");
  assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  assert.ok(Math.abs(Date.now() - Date.parse(time)) < 3_600_000, `${time} is not now in UTC`);
});

test("a stop ends an unfinished start", { timeout: 600_000 }, async () => {
  await dev(["down"]);
  const start = startsWithPort().then(() => "up", () => "ended");
  const holder = () => fs.readFileSync(path.join(data, "run", "command"), "utf8");
  await until("the start to begin", () => holder().endsWith(" up\n"));
  await dev(["down"]);
  assert.ok(["up", "ended"].includes(await start));
  await assert.rejects(dev(["status"]), /lossy is not running/);
});
