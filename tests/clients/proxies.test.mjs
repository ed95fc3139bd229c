// A review through each proxy of deploy/proxies: over TLS, by WebSocket and by long-poll, also after
// the edge behind it was killed.

import "./globals.mjs";
import assert from "node:assert/strict";
import fs from "node:fs";
import https from "node:https";
import { after, before, describe, test } from "node:test";
import { LongPoll, Socket } from "phoenix";
import WebSocket from "ws";
import { Client, closeClients, newUser } from "../integration/lib/client.mjs";
import { launchEdge } from "../integration/lib/edges.mjs";
import { freePort } from "../integration/lib/ports.mjs";
import { sharedStack } from "../integration/lib/stack.mjs";
import { until } from "../integration/lib/wait.mjs";
import { beginReview, continueReview, reopenPanel } from "./journey.mjs";
import { makeCertificate, proxies, startProxy } from "./proxies.mjs";

const LIMIT_MS = 60_000;
// A client's address that is not the proxy's own.
const CLIENT = "127.0.0.5";

const stack = sharedStack();
const certificate = makeCertificate();

// It trusts the test's certificate.
class TrustingWebSocket extends WebSocket {
  constructor(url, protocols, options = {}) {
    super(url, protocols, { ca: certificate.ca, ...options });
  }
}

// The same for long-poll.
before(() => (https.globalAgent.options.ca = certificate.ca));
after(() => fs.rmSync(certificate.folder, { recursive: true, force: true }));

const transports = { WebSocket: TrustingWebSocket, "long-poll": LongPoll };

// The status of a GET over TLS; 0 without an answer.
function statusOf(port, pathname) {
  return new Promise((resolve) => {
    const options = { host: "localhost", port, path: pathname, agent: false, family: 4 };
    https
      .get({ ...options, ca: certificate.ca }, (response) => {
        response.resume();
        response.on("end", () => resolve(response.statusCode));
      })
      .on("error", () => resolve(0));
  });
}

// The status by which a socket with a bad token is refused.
function refusalOf(port) {
  const url = `wss://localhost:${port}/socket/websocket?vsn=2.0.0&token=bad`;
  const socket = new TrustingWebSocket(url, [], { localAddress: CLIENT, family: 4 });
  return new Promise((resolve, reject) => {
    socket.on("unexpected-response", (request, response) => {
      request.destroy();
      resolve(response.statusCode);
    });
    socket.on("error", reject);
  });
}

for (const proxy of proxies) {
  describe(`behind ${proxy.name}`, { timeout: 4 * LIMIT_MS }, () => {
    const place = {};
    const edgeIsReady = () =>
      until(`the edge behind ${proxy.name} to be ready`, async () =>
        (await statusOf(place.proxy.port, "/readyz")) === 200, LIMIT_MS);

    before(async () => {
      place.edgePort = await freePort();
      place.edge = launchEdge(stack, place.edgePort, [proxy.flag]);
      place.proxy = await startProxy(proxy, certificate, place.edgePort);
      await edgeIsReady();
    });
    after(async () => {
      await closeClients();
      await place.proxy?.process.stop();
      await place.edge?.kill();
    });

    const reviews = [];
    for (const [name, transport] of Object.entries(transports)) {
      test(`a video is reviewed over ${name}`, async () => {
        const token = stack.userToken(newUser(), { device: "browser" });
        const url = `wss://localhost:${place.proxy.port}/socket`;
        const client = new Client(stack, token, { Socket, url, transport, params: { token } });
        const review = await beginReview(client);
        await reopenPanel(review);
        reviews.push(review);
      });
    }

    test("the edge logs the client's address", async () => {
      assert.equal(await refusalOf(place.proxy.port), 403);
      await until("the refusal to be logged", () =>
        place.edge.stderr.includes(`"client":"${CLIENT}"`));
    });

    test("the reviews continue after the edge was killed", async () => {
      await place.edge.kill();
      place.edge = launchEdge(stack, place.edgePort, [proxy.flag]);
      await edgeIsReady();
      for (const review of reviews) await continueReview(review);
    });
  });
}
