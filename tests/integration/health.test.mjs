// The program health, with which a container and an orchestrator examine a process.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import http from "node:http";
import net from "node:net";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { sharedStack } from "./lib/stack.mjs";
import { within } from "./lib/wait.mjs";

const run = promisify(execFile);
const stack = sharedStack();

async function health(args, env = {}) {
  const command = run(path.join(stack.data, "bin", "health"), args, { env: { ...process.env, ...env } });
  const { code, stdout } = await within("an answer of health", command.catch((failure) => failure));
  return { status: code ?? 0, text: stdout.trim() };
}

async function listen(server) {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${server.address().port}/readyz`;
}

describe("health", () => {
  test("asks gRPC servers and edges in one call", async () => {
    const { status, text } = await health([stack.address("notes"), stack.url("/readyz")]);
    assert.equal(status, 0, text);
    assert.equal(text.match(/ SERVING$/gm).length, 2);
  });

  test("takes its targets from the environment if it has no argument", async () => {
    assert.equal((await health([], { LOSSY_HEALTH_TARGETS: stack.url("/readyz") })).status, 0);
    assert.equal((await health([])).status, 1);
  });

  test("wants the name of the process and the authority for https", async () => {
    const { status, text } = await health([stack.url("/readyz").replace("http:", "https:")]);
    assert.equal(status, 1);
    assert.match(text, /https needs --tls_internal_ca/);
  });
});

describe("health of an edge", () => {
  const refusing = http.createServer((request, response) => response.writeHead(503).end());
  const silent = net.createServer();
  after(() => [refusing, silent].forEach((server) => server.close()));
  let urls;
  before(async () => {
    urls = { refusing: await listen(refusing), silent: await listen(silent) };
  });

  test("reports another status than 200", async () => {
    const { status, text } = await health([urls.refusing]);
    assert.equal(status, 1);
    assert.match(text, /answers HTTP\/1.1 503/);
  });

  test("does not wait for a server that is silent, or not there", async () => {
    assert.equal((await health([urls.silent])).status, 1);
    assert.equal((await health(["http://127.0.0.1:1/readyz"])).status, 1);
  });
});
