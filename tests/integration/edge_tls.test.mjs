// An edge that serves TLS itself: the clients of today over wss and https, and new certificates under
// open connections.

import "../clients/globals.mjs";
import assert from "node:assert/strict";
import fs from "node:fs";
import https from "node:https";
import tls from "node:tls";
import { after, before, test } from "node:test";
import { LongPoll } from "phoenix";
import WebSocket from "ws";
import { Browser, hasBrowser } from "./lib/browser.mjs";
import { Certificates } from "./lib/certificates.mjs";
import { Client, closeClients, newUser } from "./lib/client.mjs";
import { launchEdge } from "./lib/edges.mjs";
import { readMetrics, total } from "./lib/metrics.mjs";
import { freeBasePort } from "./lib/ports.mjs";
import { sharedStack } from "./lib/stack.mjs";
import { until } from "./lib/wait.mjs";

const CONNECTIONS = 1000;
const HEARTBEAT = JSON.stringify([null, "1", "phoenix", "heartbeat", {}]);

const stack = sharedStack();
const certificates = new Certificates();
let port, metricsPort, edge;

const trusted = () => ({ ca: certificates.authority });

// As in a browser that trusts the authority.
class TrustingSocket extends WebSocket {
  constructor(url, protocols) {
    super(url, protocols, trusted());
  }
}

// Resolves to the status and the text of the answer.
function get(pathname) {
  return new Promise((resolve, reject) => {
    const request = https.get({ host: "localhost", port, path: pathname, ...trusted() }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (more) => (text += more));
      response.on("end", () => resolve({ status: response.statusCode, text }));
    });
    request.on("error", reject);
  });
}

// Resolves to the certificate's common name and the version of TLS of a new connection.
function connect(options = {}) {
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ host: "localhost", port, servername: "localhost", ...trusted(), ...options }, () => {
      resolve({ name: socket.getPeerCertificate().subject.CN, version: socket.getProtocol() });
      socket.destroy();
    });
    socket.on("error", reject);
  });
}

before(async () => {
  certificates.issue("edge", "first");
  port = await freeBasePort();
  metricsPort = port + 1;
  https.globalAgent.options.ca = certificates.authority;
  edge = launchEdge(stack, port, [
    `--tls_certificate=${certificates.path("edge.crt")}`,
    `--tls_key=${certificates.path("edge.key")}`,
    `--metrics_listen=127.0.0.1:${metricsPort}`,
    // A busy machine needs long for a thousand clients in one process.
    ...["tls_handshake_seconds", "handshake_seconds", "idle_seconds"].map((flag) => `--${flag}=600`),
  ]);
  await until("the edge to be ready", () => get("/readyz").then(({ status }) => status === 200, () => false));
});

after(async () => {
  await closeClients();
  await edge?.stop();
  certificates.remove();
});

const newClient = (options) =>
  new Client(stack, stack.userToken(newUser()), { url: `wss://localhost:${port}/socket`, ...options });

test("a stock client joins and pushes over wss", async () => {
  const meta = await newClient({ transport: TrustingSocket }).join("video:meta");
  assert.ok(Array.isArray((await meta.push("list_videos", {})).videos));
});

test("a stock client polls over https", async () => {
  const client = newClient({ transport: LongPoll, url: `https://localhost:${port}/socket` });
  const meta = await client.join("video:meta");
  assert.ok(Array.isArray((await meta.push("list_videos", {})).videos));
});

test("both versions of TLS are served, older ones are not", async () => {
  for (const version of ["TLSv1.2", "TLSv1.3"]) {
    const connected = await connect({ minVersion: version, maxVersion: version });
    assert.equal(connected.version, version);
  }
  const old = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" };
  await assert.rejects(connect(old));
});

test("HTTP without TLS is answered with an explanation", async () => {
  const response = await fetch(`http://localhost:${port}/readyz`);
  assert.equal(response.status, 400);
  assert.match(await response.text(), /https:\/\//);
});

test("the studio loads over https, and its page connects over wss", { skip: !hasBrowser() && "there is no Chromium" }, async () => {
  const browser = await Browser.launch("--ignore-certificate-errors");
  try {
    const page = await browser.open(`https://localhost:${port}/`, () => {});
    await until("the studio to load", () => page.evaluate("document.querySelector('button') !== null"));
    const token = stack.userToken(newUser());
    const opened = await page.evaluate(`new Promise((resolve) => {
      const socket = new WebSocket("wss://" + location.host + "/socket/websocket?vsn=2.0.0&token=${token}");
      socket.onopen = () => resolve("open");
      socket.onerror = () => resolve("refused");
    })`);
    assert.equal(opened, "open");
  } finally {
    await browser.close();
  }
});

test(`${CONNECTIONS} connections stay open while certificates are replaced three times`, { timeout: 400_000 }, async () => {
  const sockets = [];
  const closed = [];
  let beats = 0;
  const open = () =>
    new Promise((resolve, reject) => {
      const token = stack.userToken(newUser());
      const socket = new TrustingSocket(`wss://localhost:${port}/socket/websocket?vsn=2.0.0&token=${token}`);
      socket.once("open", () => resolve(socket)).once("error", reject);
      socket.on("message", () => (beats += 1));
      socket.on("close", (code) => closed.push(code));
    });
  try {
    while (sockets.length < CONNECTIONS) {
      sockets.push(...(await Promise.all(Array.from({ length: 20 }, open))));
    }
    for (const name of ["second", "third", "fourth"]) {
      certificates.issue("edge", name);
      await until(`new connections to get the ${name} certificate`, async () => (await connect()).name === name);
      beats = 0;
      for (const socket of sockets) socket.send(HEARTBEAT);
      await until("each open connection to answer", () => beats === CONNECTIONS, 90_000);
      assert.deepEqual(closed, []);
    }
    const metrics = await readMetrics(`127.0.0.1:${metricsPort}`);
    const file = certificates.path("edge.crt");
    const end = total(metrics, "lossy_tls_certificate_not_after_seconds", { file });
    assert.ok(end > Date.now() / 1000 + 86_400, `${end}`);
  } finally {
    for (const socket of sockets) socket.terminate();
  }
});

test("half written files keep the old certificate, with a warning", async () => {
  const { name } = await connect();
  fs.writeFileSync(certificates.path("edge.crt"), "-----BEGIN CERTIFICATE-----\nMIIB");
  await until("the warning", () => /certificates_reloaded.*cut off/.test(edge.stderr));
  assert.equal((await connect()).name, name);
  certificates.issue("edge", "last");
  await until("the last certificate", async () => (await connect()).name === "last");
});
