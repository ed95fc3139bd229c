// Each program listens on several addresses, on none that is taken, and with metrics that
// idle clients do not hold up.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { launchEdge } from "./lib/edges.mjs";
import { freePort } from "./lib/ports.mjs";
import { sharedStack } from "./lib/stack.mjs";
import { until } from "./lib/wait.mjs";

const run = promisify(execFile);
const stack = sharedStack();

const PROGRAMS = ["edge", "video", "notes", "agent", "notifications"];
const LIMIT_MS = 30_000;
// It once crashed in five of eighteen starts.
const STARTS = 6;

// The stack's own command of a program, without its addresses, and its environment.
function commandOf(name) {
  const read = (file) => fs.readFileSync(`/proc/${stack.pid(name)}/${file}`, "utf8");
  const [program, ...flags] = read("cmdline").split("\0").slice(0, -1);
  const variables = read("environ").split("\0").filter((line) => /^(LOSSY_|PATH=|HOME=)/.test(line));
  const env = Object.fromEntries(variables.map((line) => line.split(/=(.*)/s)));
  return { program, flags: flags.filter((flag) => !/^--((metrics|admin)_)?listen=/.test(flag)), env };
}

// The end of a program that cannot listen: {code, signal, problem}.
async function refusedStart(name, ...addresses) {
  const { program, flags, env } = commandOf(name);
  const options = { env, timeout: LIMIT_MS, killSignal: "SIGKILL" };
  const ended = await run(program, [...flags, ...addresses], options).catch((error) => error);
  const lines = ended.stderr.split("\n").filter(Boolean).map((line) => JSON.parse(line));
  const { problem } = lines.find(({ event }) => event === "start_refused") ?? {};
  return { code: ended.code, signal: ended.signal, problem };
}

describe("a taken port", { timeout: 8 * LIMIT_MS }, () => {
  const taken = net.createServer();
  before(() => new Promise((resolve) => taken.listen(0, "127.0.0.1", resolve)));
  after(() => taken.close());

  for (const name of PROGRAMS) {
    test(`ends ${name} with status 1 and a reason`, async () => {
      const address = `127.0.0.1:${taken.address().port}`;
      for (const flag of ["listen", "metrics_listen"]) {
        const other = flag === "listen" ? [] : ["--listen=127.0.0.1:0"];
        const { code, signal, problem } = await refusedStart(name, ...other, `--${flag}=${address}`);
        assert.deepEqual({ code, signal: signal ?? null }, { code: 1, signal: null });
        assert.ok(problem.startsWith(`--${flag}: cannot listen on ${address}: `), problem);
      }
    });
  }

  test("never ends the edge by a signal", async () => {
    for (let i = 0; i < STARTS; ++i) {
      const { code, signal } = await refusedStart("edge", `--listen=127.0.0.1:${taken.address().port}`);
      assert.deepEqual({ code, signal: signal ?? null }, { code: 1, signal: null });
    }
  });
});

test("an invalid address is refused with the right form", async () => {
  for (const name of PROGRAMS) {
    const { code, problem } = await refusedStart(name, "--listen=::1:4000");
    assert.equal(code, 1);
    assert.match(problem, /^--listen: "::1:4000" is not host:port; an IPv6 address is written in brackets/);
  }
});

// True if the host answers there.
const answers = (host, port) =>
  fetch(`http://${host}:${port}/healthz`).then(({ ok }) => ok, () => false);

test("an edge listens on each of its addresses, on both families where it has no host", async () => {
  const [first, second] = [await freePort(), await freePort()];
  // The last of a flag counts.
  const edge = launchEdge(stack, first, [`--listen=127.0.0.1:${first},:${second}`, "--dev_auth=false"]);
  try {
    await until("the first address", () => answers("127.0.0.1", first), LIMIT_MS);
    assert.ok(await answers("127.0.0.1", second));
    const ipv6 = await answers("[::1]", second);
    const hasIpv6 = fs.existsSync("/proc/net/if_inet6") &&
      fs.readFileSync("/proc/net/if_inet6", "utf8").includes(`${"0".repeat(31)}1 `);
    assert.equal(ipv6, hasIpv6);
    assert.equal(await answers("[::1]", first), false);
  } finally {
    await edge.kill();
  }
});

test("metrics are answered while many clients hold the port silently", async () => {
  for (const name of PROGRAMS) {
    const port = Number(new URL(`http://${stack.metricsAddress(name)}`).port);
    const idle = Array.from({ length: 100 }, (_, i) => {
      const socket = net.connect(port, "127.0.0.1");
      socket.on("error", () => {});
      if (i % 2) socket.write("GET /metrics HTTP/1.1\r\nHo");
      return socket;
    });
    try {
      const response = await fetch(`http://127.0.0.1:${port}/metrics`, { signal: AbortSignal.timeout(LIMIT_MS) });
      const text = await response.text();
      const [, open] = text.match(/^process_open_fds (\d+)$/m);
      const [, most] = text.match(/^process_max_fds (\S+)$/m);
      assert.ok(Number(open) > 3 && Number(open) < Number(most), `${open} of ${most} files`);
    } finally {
      idle.forEach((socket) => socket.destroy());
    }
  }
});

test("every program may open as many files as the hard limit allows", () => {
  for (const name of PROGRAMS) {
    const limits = fs.readFileSync(`/proc/${stack.pid(name)}/limits`, "utf8");
    const [, soft, hard] = limits.match(/^Max open files +(\w+) +(\w+)/m);
    assert.equal(soft, hard, name);
  }
});
