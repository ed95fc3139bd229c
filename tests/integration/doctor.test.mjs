// lossyctl doctor finds each fault of a running deployment, and says what to do about it.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import fs from "node:fs";
import https from "node:https";
import path from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { Certificates } from "./lib/certificates.mjs";
import { Database } from "./lib/database.mjs";
import { startStack } from "./lib/stack.mjs";
import { STEP_CLOCK_ENV, setClock } from "./lib/step_clock.mjs";
import { until } from "./lib/wait.mjs";

const run = promisify(execFile);
// The supervisor waits longer and longer before it starts a process again that ends at once.
const RECOVERY_MS = 90_000;

let stack;
before(async () => {
  stack = await startStack(STEP_CLOCK_ENV);
});
after(() => stack.stop());

// The exit status and the findings.
async function doctor(...flags) {
  try {
    return { status: 0, ...JSON.parse(await stack.dev("ctl", "doctor", "--json", ...flags)) };
  } catch (error) {
    assert.equal(error.code, 1, error.stderr ?? error);
    return { status: 1, ...JSON.parse(error.stdout) };
  }
}

// Fails unless doctor fails with this finding.
async function finds(pattern, ...flags) {
  const { status, findings } = await doctor(...flags);
  const found = findings.filter(({ level }) => level === "fail");
  const [first] = found.filter(({ check, subject, text }) => pattern.test(`${check} ${subject}: ${text}`));
  assert.ok(first, `${pattern}: ${JSON.stringify(found, null, 1)}`);
  assert.equal(status, 1);
  assert.notEqual(first.remedy, "");
  return { first, found };
}

// Returns when every process serves again.
async function recovered(release) {
  release();
  for (const name of ["notifications", "video", "notes", "agent", "edge"]) {
    await until(`${name} to serve`, () => stack.serves(name), RECOVERY_MS);
  }
}

test("a sound deployment has no failure", async () => {
  const { status, failures, findings } = await doctor();
  assert.equal(failures, 0, JSON.stringify(findings.filter(({ level }) => level === "fail"), null, 1));
  assert.equal(status, 0);
  const checks = new Set(findings.filter(({ level }) => level === "ok").map(({ check }) => check));
  for (const check of ["resolve", "health", "clock", "keys", "database", "schema", "contract", "files", "version"]) {
    assert.ok(checks.has(check), check);
  }
});

test("each line has a level, and each problem a remedy", async () => {
  const error = await stack.dev("ctl", "doctor", "--video=127.0.0.1:1").catch((failed) => failed);
  assert.equal(error.code, 1);
  assert.match(error.stdout, /^ok   health edge .*: is ready$/m);
  assert.match(error.stdout, /^fail health video 127\.0\.0\.1:1: .*\n     remedy: start video and compare --listen/m);
  assert.match(error.stdout, /^ok: \d+, warnings: \d+, failures: \d+$/m);
});

test("a process hangs", async () => {
  const pid = stack.pid("notes");
  process.kill(pid, "SIGSTOP");
  try {
    const { first } = await finds(/^health notes .*timed out/);
    assert.match(first.remedy, /it hangs/);
  } finally {
    process.kill(pid, "SIGCONT");
  }
});

test("a wrong flag is no finding", async () => {
  const error = await stack.dev("ctl", "doctor", "--metrics=127.0.0.1:1").catch((failed) => failed);
  assert.equal(error.code, 2);
  assert.match(error.stderr, /--metrics: "127\.0\.0\.1:1" is not PROCESS=HOST:PORT/);
});

test("a name does not resolve", async () => {
  await finds(/^resolve notes nowhere\.invalid:4103: /, "--notes=nowhere.invalid:4103");
});

test("a process is down", async (t) => {
  const release = stack.holdDown("video");
  t.after(() => recovered(release));
  await until("video to be down", async () => !(await stack.serves("video")), 30_000);
  await finds(/^health video 127\.0\.0\.1:\d+: /);
});

test("a process does not serve, and names the part that fails", async (t) => {
  const release = stack.holdDown("notifications");
  t.after(() => recovered(release));
  await until("the edge to be not ready", async () => !(await stack.ready()), 30_000);
  await finds(/^health edge .*: is not ready: status 503$/);
});

test("the operator's key is unknown", async () => {
  const { first } = await finds(/^keys video 127\.0\.0\.1:\d+: refuses the operator's key/, `--key=${stack.data}/keys/user.jwk`);
  assert.match(first.remedy, /--internal_jwks/);
});

test("the edge does not know the key of users", async () => {
  await finds(/^keys edge .*: refuses the user's token$/, `--user_key=${stack.data}/keys/internal/operator.jwk`);
});

test("a clock is wrong", async (t) => {
  t.after(() => setClock(stack, "notes", 0));
  setClock(stack, "notes", 30);
  // Abseil reads the wall clock every few seconds, and computes the time between.
  await until("doctor to find the clock", async () => {
    const { status, findings } = await doctor();
    const wrong = findings.find(({ check, level }) => check === "clock" && level === "fail");
    return status === 1 && /^notes /.test(wrong?.subject) && /^\d+\.\d+ s ahead of this machine$/.test(wrong.text);
  }, 30_000);
  const failures = (findings) => findings.filter(({ check, level }) => check === "clock" && level === "fail");
  assert.deepEqual(failures((await doctor("--clock_seconds=60")).findings), []);
  setClock(stack, "notes", 0);
  await until("the clock to be right again", async () => failures((await doctor()).findings).length === 0, 30_000);
});

test("a schema lacks a step, or has one of a newer release", async (t) => {
  const database = await Database.open(stack);
  const step = await database.value("DELETE FROM video.migrations WHERE name = (SELECT max(name) FROM video.migrations) RETURNING name");
  await database.value("INSERT INTO notes.migrations VALUES ('9999_later')");
  t.after(async () => {
    await database.value("INSERT INTO video.migrations VALUES ($1)", [step]);
    await database.value("DELETE FROM notes.migrations WHERE name = '9999_later'");
    await database.close();
  });
  const { found } = await finds(new RegExp(`^schema schema video: lacks ${step}$`));
  assert.equal(found.length, 1);
  const { findings } = await doctor();
  assert.ok(findings.some(({ level, subject, text }) => level === "warn" && subject === "schema notes" && /9999_later/.test(text)));
});

test("the database is down", async () => {
  await finds(/^database database of agent: /, "--database_url=postgresql://lossy@127.0.0.1:1/lossy");
});

test("the edge and the services have different contracts", async () => {
  const address = stack.address("notes");
  await finds(/^contract edge .*: uses [0-9a-f]{16}, but the services have [0-9a-f]{16}$/,
    `--services=grpc.health.v1.Health=${address}`);
});

test("NATS is down", async () => {
  await finds(/^health nats 127\.0\.0\.1:1: /, "--nats_url=nats://127.0.0.1:1");
});

test("an edge has no TLS, an untrusted certificate, or one that expires soon", async (t) => {
  const certificates = new Certificates();
  t.after(() => certificates.remove());
  certificates.issue("edge", "edge");
  const server = https.createServer(
    { key: fs.readFileSync(certificates.path("edge.key")), cert: fs.readFileSync(certificates.path("edge.crt")) },
    (request, response) => response.end("ready\n"),
  );
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const url = `https://127.0.0.1:${server.address().port}`;
  await finds(/^tls edge .*: .*(certificate|issuer)/, `--edge=${url}`);
  const { findings } = await doctor(`--edge=${url}`, `--edge_ca=${certificates.path("ca.crt")}`, "--user_key=");
  const [certificate] = findings.filter(({ check }) => check === "certificate");
  assert.equal(certificate.level, "warn");
  assert.match(certificate.text, /^expires soon, at /);
  await finds(/^tls edge /, `--edge=https://localhost:${stack.port}`);
});

test("it asks a program for its version, and compares them", async () => {
  const lossyctl = path.join(stack.data, "bin", "lossyctl");
  const { stdout } = await run(lossyctl, ["--version"]);
  const { findings } = await doctor();
  const [version] = findings.filter(({ check }) => check === "version");
  assert.ok(version.text.startsWith(/^lossyctl (\S+)$/m.exec(stdout)[1]), version.text);
});
