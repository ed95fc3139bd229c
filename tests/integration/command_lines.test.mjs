// Each program handles its command line, its environment, signals, and a standard error that no process
// reads.

import assert from "node:assert/strict";
import { execFile, execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, describe, test } from "node:test";
import { promisify } from "node:util";
import { freeBasePort } from "./lib/ports.mjs";
import { runToEnd } from "./lib/process.mjs";
import { sharedStack } from "./lib/stack.mjs";
import { until, within } from "./lib/wait.mjs";

const run = promisify(execFile);
const stack = sharedStack();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lossy-lines-"));
after(() => fs.rmSync(folder, { recursive: true, force: true }));

const PROGRAMS = ["edge", "video", "notes", "agent", "notifications"];
const programOf = (name) => path.join(stack.data, "bin", name);
const identityOf = (name) => [
  `--internal_jwks=${path.join(stack.data, "keys", "internal.jwks")}`,
  `--internal_key=${path.join(stack.data, "keys", "internal", `${name}.jwk`)}`,
];

const eventsOf = (text) =>
  text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));

// Why the program refuses to start.
async function problemOf(name, ...args) {
  const { status, stderr } = await runToEnd(programOf(name), args);
  assert.equal(status, 1, stderr);
  return eventsOf(stderr).find(({ event }) => event === "start_refused").problem;
}

// The id of a process that ignores the signals, else undefined.
function ignores(pid, ...signals) {
  try {
    const [, mask] = fs.readFileSync(`/proc/${pid}/status`, "utf8").match(/^SigIgn:\s+(\w+)$/m);
    const bits = BigInt(`0x${mask}`);
    return signals.every((name) => bits & (1n << BigInt(os.constants.signals[name] - 1))) ? pid : undefined;
  } catch {
    return undefined;
  }
}

for (const name of PROGRAMS) {
  describe(name, () => {
    test("refuses words that belong to no flag", async () => {
      assert.match(await problemOf(name, "--legacy_internal_tokens", "false"), /write --legacy_internal_tokens=false/);
      assert.match(await problemOf(name, "up"), /"up" belongs to no flag/);
    });

    test("names the flag that an unknown one is similar to", async () => {
      assert.match(await problemOf(name, "--metrics_listn=127.0.0.1:0"), /did you mean --metrics_listen\?/);
    });

    test("takes levels of the log in any case, and refuses unknown ones", async () => {
      const list = "--log_level: must be debug, info, warning or error";
      assert.equal(await problemOf(name, "--log_level=loud"), list);
      assert.doesNotMatch(await problemOf(name, "--log_level=INFO", "up"), /log_level/);
    });

    test("refuses impossible numbers", async () => {
      assert.match(
        await problemOf(name, "--drain_ms=-1", "--log_queue_lines=0", "--internal_token_seconds=x"),
        /--drain_ms=-1: must be a number .*--internal_token_seconds: must be a number .*--log_queue_lines=0: must be/,
      );
    });

    test("warns of variables of the environment that are no flags, but not of those of another program", async () => {
      const env = { LOSSY_METRICS_LISTN: "127.0.0.1:0", LOSSY_NOWHERE: "1", LOSSY_KID: "1", LOSSY_LOG_LEVEL: "Debug" };
      const { stderr } = await run(programOf(name), ["up"], { env }).catch((error) => error);
      const [warning, unknown] = eventsOf(stderr).filter(({ event }) => event === "environment_variable_unknown");
      assert.equal(warning.level, "warning");
      assert.equal(warning.problem, "LOSSY_METRICS_LISTN is no flag of this program; LOSSY_METRICS_LISTEN is");
      assert.equal(unknown.problem, "LOSSY_NOWHERE is a flag of no program of Lossy");
      const [unused] = eventsOf(stderr).filter(({ event }) => event === "environment_variables_unused");
      assert.equal(unused.variables, "LOSSY_KID");
    });

    test("continues after SIGHUP and SIGPIPE", async () => {
      // Another test may have killed the process, whose successor is not that far yet.
      const pid = await until("the signals to be ignored", () => ignores(stack.pid(name), "SIGHUP", "SIGPIPE"));
      process.kill(pid, "SIGHUP");
      process.kill(pid, "SIGPIPE");
      await until("it to be well", () => stack.serves(name), 30_000);
    });

    test("logs nothing but JSON objects", () => {
      const lines = stack.read("log", `${name}.log`).split("\n").slice(0, -1);
      assert.ok(lines.length > 0);
      for (const line of lines) assert.equal(typeof JSON.parse(line).event, "string", line);
    });
  });
}

test("a switch does not take the next word as its value", async () => {
  assert.match(await problemOf("edge", "--dev_auth", "false"), /"false" belongs to no flag; write --dev_auth=false/);
});

test("the outbox leaves connections for calls", async () => {
  assert.match(await problemOf("video", "--database_connections=1"), /must be a number from 2 to 1000/);
  for (const [name, least] of Object.entries({ video: 3, notes: 4, agent: 3 })) {
    const problem = await problemOf(name, ...identityOf(name), `--database_connections=${least - 1}`);
    assert.match(problem, new RegExp(`^--database_connections: must be at least ${least}: `));
  }
});

test("a program may be started without standard input, output and error", async () => {
  const shell = ["-c", '"$0" "$@" 0<&- 1>&- 2>&-', programOf("video"), "up"];
  await assert.rejects(run("/bin/sh", shell, { env: {} }), { code: 1, stderr: "" });
});

test("texts that cannot be right are refused", async () => {
  assert.equal(
    await problemOf("video", ...identityOf("video"), "--database_url=postgres//ann:secret@host/lossy"),
    "--database_url: must be a libpq URL, as postgresql://user@host:5432/database",
  );
});

test("a standard error without a reader blocks no service", async () => {
  const fifo = path.join(folder, "stderr");
  execFileSync("mkfifo", [fifo]);
  const reader = fs.openSync(fifo, fs.constants.O_RDWR | fs.constants.O_NONBLOCK);
  const zeros = Buffer.alloc(4096, "0");
  let filled = 0;
  assert.throws(() => {
    for (;;) filled += fs.writeSync(reader, zeros);
  }, /EAGAIN/);
  const stderr = fs.openSync(fifo, "r+");
  const address = `127.0.0.1:${await freeBasePort()}`;
  const flags = [...identityOf("notifications"), `--listen=${address}`, "--drain_delay_ms=0"];
  const command = ["--pdeathsig", "KILL", "--", programOf("notifications"), ...flags];
  const child = spawn("setpriv", command, { env: { PATH: process.env.PATH }, stdio: ["ignore", "ignore", stderr] });
  const ended = new Promise((resolve) => child.on("close", resolve));
  try {
    const isWell = () => run(programOf("health"), [address]).then(() => true, () => false);
    await until("the service to be well", isWell, 30_000);
    const all = Buffer.alloc(filled + (1 << 20));
    let size = 0;
    await until("the lines", () => {
      try {
        size += fs.readSync(reader, all, size, all.length - size, null);
      } catch (error) {
        if (error.code !== "EAGAIN") throw error;
      }
      return all.subarray(0, size).includes('"event":"ready"');
    });
    const events = eventsOf(all.subarray(filled, size).toString()).map(({ event }) => event);
    assert.deepEqual(events.filter((event) => ["listening", "ready"].includes(event)), ["listening", "ready"]);
    child.kill("SIGTERM");
    assert.equal(await within("the end", ended, 30_000), 0);
  } finally {
    child.kill("SIGKILL");
    fs.closeSync(stderr);
    fs.closeSync(reader);
  }
});
