// gRPC by hand, over HTTP/2, for metadata that no gRPC library would send.

import http2 from "node:http2";
import { within } from "./wait.mjs";

// A field of a message: a string, a message that was encoded, or a number that is not negative.
export function field(number, value) {
  if (typeof value === "number") return Buffer.concat([varint(number << 3), varint(value)]);
  const bytes = Buffer.from(value);
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

function varint(value) {
  const bytes = [];
  for (; value > 127; value >>= 7) bytes.push((value & 127) | 128);
  return Buffer.from([...bytes, value]);
}

function frame(message) {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

// Sends the messages as one call. Answers the gRPC status, a number, and the number of bytes of the answer.
export async function rawCall(address, method, { token, requestId }, ...messages) {
  const session = http2.connect(`http://${address}`);
  try {
    return await within(method, send(session, method, { token, requestId }, messages), 20_000);
  } finally {
    session.destroy();
  }
}

function send(session, method, { token, requestId }, messages) {
  return new Promise((resolve, reject) => {
    session.on("error", reject);
    const stream = session.request({
      ":method": "POST",
      ":path": `/${method}`,
      "content-type": "application/grpc",
      te: "trailers",
      authorization: `Bearer ${token}`,
      ...(requestId === undefined ? {} : { "x-request-id": requestId }),
    });
    let status, bytes = 0;
    const note = (headers) => (status = headers["grpc-status"] ?? status);
    stream.on("response", note).on("trailers", note).on("error", reject);
    stream.on("data", (data) => (bytes += data.length));
    stream.on("close", () => resolve({ status: Number(status), bytes }));
    for (const message of messages) stream.write(frame(message));
    stream.end();
  });
}
