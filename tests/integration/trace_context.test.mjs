// The edge continues the traces of clients, keeps to its bounds, and never waits for the receiver.

import assert from "node:assert/strict";
import net from "node:net";
import { after, before, describe, test } from "node:test";
import WebSocket from "ws";
import { Client, closeClients, newUser } from "./lib/client.mjs";
import { startEdge } from "./lib/edges.mjs";
import { sharedStack } from "./lib/stack.mjs";
import { TraceReceiver } from "./lib/trace_receiver.mjs";
import { until } from "./lib/wait.mjs";

const stack = sharedStack();
const token = () => stack.userToken(newUser());

let count = 0;
function newTrace({ sampled = true } = {}) {
  count += 1;
  const traceId = `${"5".repeat(24)}${String(count).padStart(8, "0")}`;
  return { traceId, text: `00-${traceId}-00f067aa0ba902b7-${sampled ? "01" : "00"}` };
}

const CLIENTS_SPAN = "00f067aa0ba902b7";

// An edge with flags of its own. Its spans are sent at once.
const traced = (endpoint, more = []) =>
  startEdge(stack, undefined, [`--trace_endpoint=${endpoint}`, "--trace_interval_ms=10", ...more]);

const clientOf = (edge, options) =>
  new Client(stack, token(), { url: edge.socketUrl, ...options });

const postList = (edge, headers) =>
  fetch(`http://localhost:${edge.port}/api/topics/video%3Ameta/list_videos`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token()}`, "Content-Type": "application/json", ...headers },
    body: "{}",
  });

describe("an edge with traces", () => {
  let receiver, edge;
  before(async () => {
    receiver = await TraceReceiver.start();
    edge = await traced(receiver.endpoint, ["--trace_rate=0"]);
  });
  after(async () => {
    await closeClients();
    assert.equal(await edge?.process.stop(), 0);
    await receiver?.stop();
  });

  const spansOf = ({ traceId }) => receiver.spans.filter((span) => span.traceId === traceId);
  const arrived = (trace, name) =>
    until(`the span ${name}`, () => spansOf(trace).find((span) => span.name === name));

  test("continues the trace in the params of a join, down to the write of the reply", async () => {
    const trace = newTrace();
    await clientOf(edge).join("video:meta", { traceparent: trace.text });
    const write = await arrived(trace, "socket_write");
    const join = await arrived(trace, "phx_join");
    assert.equal(join.parentId, CLIENTS_SPAN);
    assert.equal(write.parentId, join.spanId);
    assert.equal(join.service, "edge");
    const call = spansOf(trace).find((span) => span.kind === 3);
    assert.equal(call.parentId, join.spanId);
    assert.ok(call.start >= join.start && call.end <= join.end);
  });

  test("continues the trace in the payload of a push, without an unknown key", async () => {
    const trace = newTrace();
    const meta = await clientOf(edge).join("video:meta");
    const reply = await meta.push("list_videos", { traceparent: trace.text });
    assert.equal(reply.warnings, undefined);
    const push = await arrived(trace, "list_videos");
    assert.equal(push.parentId, CLIENTS_SPAN);
    assert.equal(push.attributes["lossy.topic_pattern"], "video:meta");
  });

  test("continues the trace in the header of a connection", async () => {
    const trace = newTrace();
    class WithHeader extends WebSocket {
      constructor(url, protocols) {
        super(url, protocols, { headers: { traceparent: trace.text } });
      }
    }
    const meta = await clientOf(edge, { transport: WithHeader }).join("video:meta");
    await meta.push("list_videos", {});
    assert.equal((await arrived(trace, "phx_join")).parentId, CLIENTS_SPAN);
    assert.equal((await arrived(trace, "list_videos")).parentId, CLIENTS_SPAN);
  });

  test("continues the trace in the header of a POST", async () => {
    const trace = newTrace();
    assert.equal((await postList(edge, { traceparent: trace.text })).status, 200);
    const event = await arrived(trace, "list_videos");
    assert.equal(event.parentId, CLIENTS_SPAN);
    assert.equal((await arrived(trace, "socket_write")).parentId, event.spanId);
  });

  test("does not export a trace that its client does not want sampled", async () => {
    const silent = newTrace({ sampled: false });
    const trace = newTrace();
    await postList(edge, { traceparent: silent.text });
    await postList(edge, { traceparent: trace.text });
    await arrived(trace, "socket_write");
    assert.deepEqual(spansOf(silent), []);
  });

  test("ignores an invalid traceparent", async () => {
    const trace = newTrace();
    const before = receiver.spans.length;
    for (const text of ["", "00", trace.text.toUpperCase(), `${trace.text}-00`, `ff${trace.text.slice(2)}`]) {
      assert.equal((await postList(edge, { traceparent: text })).status, 200, text);
      const meta = await clientOf(edge).join("video:meta", { traceparent: text });
      await meta.push("list_videos", { traceparent: [text] });
    }
    await postList(edge, { traceparent: trace.text });
    await arrived(trace, "socket_write");
    const others = receiver.spans.slice(before).filter(({ traceId }) => traceId !== trace.traceId);
    assert.deepEqual(others, []);
  });

  test("writes the ids of the trace in its log", async () => {
    const trace = newTrace();
    await postList(edge, { traceparent: trace.text });
    const { spanId } = await arrived(trace, "list_videos");
    const line = await until("the line of the event", () =>
      edge.process.stderr.split("\n").find((each) => each.endsWith("}") && each.includes(trace.traceId)),
    );
    const { event, trace_id, span_id } = JSON.parse(line);
    assert.deepEqual({ event, trace_id, span_id }, { event: "event", trace_id: trace.traceId, span_id: spanId });
  });
});

describe("the bound of clients' traces", () => {
  test("keeps a client from making all traces sampled", async () => {
    const receiver = await TraceReceiver.start();
    const edge = await traced(receiver.endpoint, ["--trace_rate=0", "--trace_client_rate=0"]);
    try {
      assert.equal((await postList(edge, { traceparent: newTrace().text })).status, 200);
    } finally {
      // The end of the edge sends what waits.
      assert.equal(await edge.process.stop(), 0);
      await receiver.stop();
    }
    assert.deepEqual(receiver.spans, []);
  });
});

describe("a receiver", () => {
  test("that does not answer delays neither a call nor the end", async () => {
    const sockets = new Set();
    const silent = net.createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => {});
    });
    await new Promise((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const endpoint = `http://127.0.0.1:${silent.address().port}`;
    const edge = await traced(endpoint, ["--trace_rate=1", "--trace_queue_spans=10", "--trace_flush_ms=100"]);
    try {
      for (let i = 0; i < 20; ++i) assert.equal((await postList(edge)).status, 200);
      await until("the exporter to wait for the receiver", () => sockets.size > 0);
    } finally {
      assert.equal(await edge.process.stop(), 0);
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => silent.close(resolve));
    }
  });

  test("that is absent is reported in the log", async () => {
    const edge = await traced("http://127.0.0.1:1", ["--trace_rate=1"]);
    try {
      assert.equal((await postList(edge)).status, 200);
      await until("the failure in the log", () => edge.process.stderr.includes("trace_export_failed"));
    } finally {
      assert.equal(await edge.process.stop(), 0);
    }
  });
});
