// A receiver of traces: it takes what processes export by OTLP over HTTP, as protobuf.

import assert from "node:assert/strict";
import http from "node:http";
import https from "node:https";

// The fields of a protobuf message, in order: {number, value}. A value is a BigInt (varint, fixed64), a
// number (fixed32) or a Buffer.
function* fieldsOf(bytes) {
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      assert.notEqual(byte, undefined, "a message ends within a number");
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const number = tag >> 3;
    switch (tag & 7) {
      case 0:
        yield { number, value: varint() };
        break;
      case 1:
        yield { number, value: bytes.readBigUInt64LE(at) };
        at += 8;
        break;
      case 2: {
        const size = Number(varint());
        assert.ok(at + size <= bytes.length, "a message ends within a field");
        yield { number, value: bytes.subarray(at, at + size) };
        at += size;
        break;
      }
      case 5:
        yield { number, value: bytes.readUInt32LE(at) };
        at += 4;
        break;
      default:
        assert.fail(`a field has the wire type ${tag & 7}`);
    }
  }
}

// The values of one field.
const all = (bytes, wanted) =>
  [...fieldsOf(bytes)].filter(({ number }) => number === wanted).map(({ value }) => value);
const only = (bytes, wanted) => all(bytes, wanted).at(-1);
const text = (value) => value?.toString("utf8") ?? "";
const hex = (value) => value?.toString("hex") ?? "";

// The attributes of KeyValue messages.
function attributesOf(pairs) {
  const entries = pairs.map((pair) => {
    const [value] = fieldsOf(only(pair, 2));
    return [text(only(pair, 1)), value.number === 1 ? text(value.value) : Number(value.value)];
  });
  return Object.fromEntries(entries);
}

// The numbers are those of opentelemetry/proto/trace/v1/trace.proto. Times are nanoseconds since 1970.
function spanOf(bytes, service) {
  const status = only(bytes, 15);
  return {
    service,
    traceId: hex(only(bytes, 1)),
    spanId: hex(only(bytes, 2)),
    parentId: hex(only(bytes, 4)),
    name: text(only(bytes, 5)),
    kind: Number(only(bytes, 6)),
    start: only(bytes, 7),
    end: only(bytes, 8),
    attributes: attributesOf(all(bytes, 9)),
    links: all(bytes, 13).map((link) => ({ traceId: hex(only(link, 1)), spanId: hex(only(link, 2)) })),
    failed: status !== undefined && only(status, 3) === 2n,
  };
}

// The spans of an ExportTraceServiceRequest.
function spansOf(request) {
  return all(request, 1).flatMap((resourceSpans) => {
    const resource = attributesOf(all(only(resourceSpans, 1), 1));
    return all(resourceSpans, 2).flatMap((scopeSpans) =>
      all(scopeSpans, 2).map((span) => spanOf(span, resource["service.name"])),
    );
  });
}

export class TraceReceiver {
  #scheme;
  #server;
  spans = []; // All that were received; see spanOf.

  // `identity`, {cert, key}, makes it an https server.
  constructor(identity) {
    const take = (request, response) => this.#take(request, response);
    this.#scheme = identity ? "https" : "http";
    this.#server = identity ? https.createServer(identity, take) : http.createServer(take);
  }

  // The caller must stop it.
  static async start(identity) {
    const receiver = new TraceReceiver(identity);
    await new Promise((resolve) => receiver.#server.listen(0, "127.0.0.1", resolve));
    return receiver;
  }

  // The value of --trace_endpoint.
  get endpoint() {
    return `${this.#scheme}://127.0.0.1:${this.#server.address().port}/v1/traces`;
  }

  // Further connections see this certificate; the present ones end.
  changeIdentity(identity) {
    this.#server.setSecureContext(identity);
    this.#server.closeAllConnections();
  }

  async #take(request, response) {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const good =
      request.method === "POST" &&
      request.url === "/v1/traces" &&
      request.headers["content-type"] === "application/x-protobuf";
    if (good) this.spans.push(...spansOf(Buffer.concat(pieces)));
    response.writeHead(good ? 200 : 400, { "content-type": "application/x-protobuf" }).end();
  }

  async stop() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
