// A stack with TLS on every link: nothing readable, certificates that change, and refusals.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import tls from "node:tls";
import { promisify } from "node:util";
import { Authority } from "./lib/authority.mjs";
import { Capture, canCapture } from "./lib/capture.mjs";
import { Client, closeClients, newUser } from "./lib/client.mjs";
import { get, serialOf, trusting } from "./lib/https.mjs";
import { total } from "./lib/metrics.mjs";
import { freePort } from "./lib/ports.mjs";
import { Process } from "./lib/process.mjs";
import { openVideo, speakNote } from "./lib/review.mjs";
import { startStack } from "./lib/stack.mjs";
import { until } from "./lib/wait.mjs";

const run = promisify(execFile);
const PROGRAMS = ["edge", "video", "notes", "agent", "notifications"];
const CONNECTIONS = 200;
// The rules write a note of it that has these words.
const SPOKEN = "the xylophone is way too loud under the marimba";

let stack;
let authority;
let foreign;

before(async () => {
  stack = await startStack({}, "--tls", "--replicas=2");
  authority = new Authority(path.join(stack.data, "tls"));
  foreign = Authority.make();
});

after(async () => {
  await closeClients();
  await stack?.stop();
  fs.rmSync(foreign.folder, { recursive: true, force: true });
});

const connect = (user = newUser(), edge = "edge") =>
  new Client(stack, () => stack.userToken(user, { device: "browser" }), {
    transport: trusting(authority.certificate),
    url: stack.socketUrl(edge),
  });

const metricsOf = async (name) =>
  (await get(`https://localhost:${stack.metricsAddress(name).split(":")[1]}/metrics`,
    authority.certificate)).body;

const internalTls = (own) => [
  `--tls_internal_certificate=${own}.crt`,
  `--tls_internal_key=${own}.key`,
  `--tls_internal_ca=${authority.file("ca.crt")}`,
];

// Asks a service for its health with this certificate. Returns what the program printed.
async function probe(target, own) {
  const health = path.join(stack.data, "bin", "health");
  const args = own ? [target, ...internalTls(own)] : [target];
  const { stdout, stderr } = await run(health, args).catch((failure) => failure);
  return stdout + stderr;
}

describe("a capture of all links", { skip: !canCapture() && "needs root, or sudo" }, () => {
  test("has no readable word, token or key of a spoken note", async () => {
    const user = newUser("reviewer");
    const control = net.createServer((socket) => socket.end("readable xylophone")).listen(
      stack.port + 199, "127.0.0.1");
    const capture = await Capture.start(stack.port, stack.port + 215);
    const { client, audio, panel } = await openVideo(connect(user));
    const note = await speakNote(audio, SPOKEN, 12);
    await panel.next("note_created", ({ id }) => id === note.id);
    await stack.dev("ctl", "disconnect", `--user=${newUser()}`);
    await metricsOf("video");
    await client.close();
    assert.ok(capture.bytes > 50_000, `the capture has ${capture.bytes} bytes`);

    const secrets = [
      "xylophone", "marimba", note.text, note.id, user, "transcript_final", "note_created",
      // The begin of each JSON Web Token, the secrets of the bus, and statements of SQL.
      "eyJ", "Bearer", "lossy.notes.v1", "INSERT INTO", "SELECT ",
      stack.read("keys", "nats", "password"),
      JSON.parse(stack.read("keys", "bus", "keys.jwks")).keys[0].k,
    ];
    for (const secret of secrets) assert.equal(capture.has(secret), false, secret.slice(0, 20));

    // The capture would have found it.
    await new Promise((resolve) =>
      net.connect(stack.port + 199, "127.0.0.1").on("close", resolve).resume());
    await until("the control in the capture", () => capture.has("readable xylophone"));
    control.close();
    await capture.stop();
  });
});

test("certificates that are replaced three times end no connection", async () => {
  const clients = [];
  const closed = [];
  while (clients.length < CONNECTIONS) {
    const some = Array.from({ length: CONNECTIONS / 10 }, () => connect());
    await Promise.all(some.map((client) => client.join("video:meta")));
    clients.push(...some);
  }
  for (const client of clients) client.socket.onClose(() => closed.push(client));
  const review = await openVideo(connect());
  review.client.socket.onClose(() => closed.push(review.client));

  for (const days of [40, 41, 42]) {
    const expected = Date.now() / 1000 + days * 86_400;
    const before = await serialOf(stack.port, authority.certificate);
    authority.issue("localhost", { to: authority.file("public"), days });
    for (const name of PROGRAMS) authority.issue(name, { to: authority.file(name), days });
    for (const name of PROGRAMS) {
      const file = authority.file(`${name}.crt`);
      await until(`${name} to use its new certificate`, async () => {
        const end = total(await metricsOf(name), "lossy_tls_certificate_not_after_seconds", { file });
        return Math.abs(end - expected) < 3600;
      });
    }
    await until("the edge to show its new certificate", async () =>
      (await serialOf(stack.port, authority.certificate)) !== before);
    await speakNote(review.audio, `the xylophone is too loud, take ${days}`, days);
  }
  assert.equal(closed.length, 0);
  await Promise.all(clients.map((client) => client.close()));
  await review.client.close();
});

describe("a service refuses", () => {
  const video = () => stack.address("video");
  const count = async (reason, end = "client") =>
    total(await metricsOf("video"), "lossy_tls_peers_refused_total", { end, reason });

  // Probes the video service, and waits for the log line and the metric of the refusal.
  async function expectRefusal(reason, own, problem) {
    const before = await count(reason);
    const said = await probe(video(), own);
    assert.ok(!said.includes(" SERVING"), said);
    assert.ok((await count(reason)) > before, reason);
    const line = stack.read("log", "video.log").split("\n").filter((each) =>
      each.includes('"peer_refused"') && each.includes(`"${reason}"`)).pop();
    assert.match(line, problem);
  }

  test("a client without a certificate", async () => {
    const before = await count("missing");
    const [host, port] = video().split(":");
    const socket = tls.connect({ host, port, ca: authority.certificate, ALPNProtocols: ["h2"] });
    await new Promise((resolve) => socket.on("error", () => {}).on("close", resolve).resume());
    await until("the refusal", async () => (await count("missing")) > before);
    assert.match(stack.read("log", "video.log"), /the peer shows no certificate; start it with/);
  });

  test("a certificate of another authority", async () => {
    await expectRefusal("foreign", foreign.issue("operator"), /no authority of --tls_internal_ca/);
  });

  test("an expired certificate", async () => {
    const expired = authority.issue("operator", { to: foreign.file("expired"), days: -1 });
    await expectRefusal("expired", expired, /the certificate expired at .*; replace it/);
  });

  test("the token of another process than the certificate's", async () => {
    const before = total(await metricsOf("notifications"), "lossy_rpc_refused_total",
      { reason: "certificate" });
    const args = ["disconnect", "--user=u", `--key=${path.join(stack.data, "keys", "internal", "operator.jwk")}`,
      `--notifications=${stack.address("notifications")}`, ...internalTls(authority.file("notes"))];
    await assert.rejects(run(path.join(stack.data, "bin", "lossyctl"), args));
    assert.equal(total(await metricsOf("notifications"), "lossy_rpc_refused_total",
      { reason: "certificate" }), before + 1);
    assert.match(stack.read("log", "notifications.log"), /whose certificate has the DNS name/);
  });

  test("a client without TLS", async () => {
    assert.ok(!(await probe(video())).includes(" SERVING"));
  });
});

test("a caller refuses a server that is another process", async () => {
  const said = await probe(`notes=${stack.address("video")}`, authority.file("operator"));
  assert.match(said, /the peer must be \\?"notes\\?"/);
  assert.match(await probe(`video=${stack.address("video")}`, authority.file("operator")), / SERVING/);
});

test("health asks an edge by the name in its internal certificate", async () => {
  const url = `https://127.0.0.1:${stack.port}/readyz`;
  assert.match(await probe(`edge=${url}`, authority.file("operator")), / SERVING/);
  assert.match(await probe(`notes=${url}`, authority.file("operator")), /certificate verify failed/);
});

test("a service trusts only a database that its authority vouches for", async () => {
  const url = (parameters) => `postgresql://video@localhost:${stack.port + 156}/lossy?hostaddr=127.0.0.1&` +
    `sslcert=${authority.file("video.crt")}&sslkey=${authority.file("video.key")}&${parameters}`;
  const video = path.join(stack.data, "bin", "video");
  const common = [...internalTls(authority.file("video")), `--internal_jwks=${stack.data}/keys/internal.jwks`,
    `--internal_key=${stack.data}/keys/internal/video.jwk`, `--listen=127.0.0.1:${await freePort()}`];
  const other = new Process(video, [...common,
    `--database_url=${url(`sslmode=verify-full&sslrootcert=${foreign.file("ca.crt")}`)}`]);
  await until("the refusal of the database", () => other.stderr.includes("certificate verify failed"));
  await other.kill();
  const remote = `--database_url=${url("sslmode=require").replace("hostaddr=127.0.0.1", "hostaddr=192.0.2.1")}`;
  const { stdout } = await run(video, [...common, "--check_config", remote]).catch((failure) => failure);
  assert.match(stdout, /192\.0\.2\.1 is not on this machine, and the URL needs sslmode=verify-full/);
});

test("a poll reaches its session through another edge", async () => {
  const ca = authority.certificate;
  const token = stack.userToken(newUser());
  const place = (edge, query) => stack.url(`/socket/longpoll?vsn=2.0.0&${query}`, edge);
  const opened = JSON.parse((await get(place("edge", `token=${token}`), ca)).body);
  assert.equal(opened.status, 410);
  const session = encodeURIComponent(opened.token);
  const joined = await get(place("edge-2", `token=${session}`), ca, {
    method: "POST",
    headers: { "content-type": "application/x-ndjson" },
    body: JSON.stringify(["1", "1", "video:meta", "phx_join", {}]),
  });
  assert.deepEqual(JSON.parse(joined.body), { status: 200 });
  const answer = JSON.parse((await get(place("edge-2", `token=${session}`), ca)).body);
  assert.equal(answer.status, 200);
  assert.ok(answer.messages.join().includes("phx_reply"));
  assert.ok(total(await metricsOf("edge-2"), "lossy_edge_longpoll_forwards_total", { result: "ok" }) >= 2);
});

test("the commands of ./dev work, and keys are for their user alone", async () => {
  const states = (await stack.dev("status")).split("\n");
  assert.ok(states.every((line) => / ready/.test(line) && !line.includes("not ready")), states.join("\n"));
  assert.match(await stack.dev("token", "--user=ana"), /^eyJ/);
  assert.match(await stack.dev("demo"), /xylophone|music|intro/);
  for (const file of fs.readdirSync(authority.folder)) {
    const mode = fs.statSync(authority.file(file)).mode & 0o777;
    if (file.endsWith(".key")) assert.equal(mode, 0o600, file);
  }
});
