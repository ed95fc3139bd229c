// Spans are exported by https, to a receiver whose certificate an authority of --trace_ca has signed.

import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before, test } from "node:test";
import { Certificates } from "./lib/certificates.mjs";
import { Client, closeClients, newUser } from "./lib/client.mjs";
import { total } from "./lib/metrics.mjs";
import { startStack } from "./lib/stack.mjs";
import { TraceReceiver } from "./lib/trace_receiver.mjs";
import { until } from "./lib/wait.mjs";

const LIMIT_MS = 60_000;

let ours, others, receiver, stack, client;
before(async () => {
  [ours, others] = [new Certificates(), new Certificates()];
  for (const authority of [ours, others]) authority.issue("receiver", "receiver");
  receiver = await TraceReceiver.start(ours.identity("receiver"));
  stack = await startStack({
    LOSSY_TRACE_ENDPOINT: receiver.endpoint,
    LOSSY_TRACE_CA: ours.path("ca.crt"),
    LOSSY_TRACE_RATE: "1",
    LOSSY_TRACE_INTERVAL_MS: "100",
    LOSSY_TRACE_EXPORT_TRIES: "1",
  });
  client = new Client(stack, stack.userToken(newUser()));
});
after(async () => {
  await closeClients();
  await stack?.stop();
  await receiver?.stop();
  ours?.remove();
  others?.remove();
});

// Makes a span of the edge.
const join = async () => (await client.join("video:meta")).leave();

const joins = () => receiver.spans.filter(({ service, name }) => service === "edge" && name === "phx_join").length;

async function spansArrive() {
  const before = joins();
  await join();
  await until("the span of a join", () => joins() > before, LIMIT_MS);
}

const dropped = async () => total(await stack.metrics("edge"), "lossy_trace_spans_dropped_total", { reason: "export_failed" });

test("the receiver of the named authority has the spans of every process", async () => {
  await spansArrive();
  const services = () => new Set(receiver.spans.map(({ service }) => service));
  await until("spans of a service", () => services().has("video"), LIMIT_MS);
});

test("a receiver with a certificate of another authority has none, and the edge counts the loss", async () => {
  const lost = await dropped();
  const arrived = joins();
  receiver.changeIdentity(others.identity("receiver"));
  await join();
  await until("the edge to drop spans", async () => (await dropped()) > lost, LIMIT_MS);
  assert.equal(joins(), arrived);
  assert.match(stack.read("log", "edge.log"), /"event":"trace_export_failed"/);
});

test("a changed file of authorities is in force without a restart", async () => {
  fs.copyFileSync(others.path("ca.crt"), ours.path("ca.crt"));
  await spansArrive();
});
