// One HTTP exchange over a connection of its own, byte for byte as the transcript has it.

import net from "node:net";
import { within } from "../../integration/lib/wait.mjs";

const KEY = "dGhlIHNhbXBsZSBub25jZQ==";

export const UPGRADE_HEADERS = [
  "Connection: Upgrade",
  "Upgrade: websocket",
  "Sec-WebSocket-Version: 13",
  `Sec-WebSocket-Key: ${KEY}`,
];

export function connectTo(port) {
  const socket = net.connect({ host: "127.0.0.1", port });
  socket.setNoDelay(true);
  return socket;
}

const named = (headers, name) => headers.some((line) => line.toLowerCase().startsWith(`${name}:`));

// `headers` are lines. A body gets its length, unless a header says something about it.
export function requestBytes(port, { method, target, version = "HTTP/1.1", headers, body }) {
  const lines = [`${method} ${target} ${version}`];
  if (!named(headers, "host")) lines.push(`Host: localhost:${port}`);
  lines.push(...headers);
  const content = Buffer.from(body ?? "");
  const counted = body !== undefined && !named(headers, "transfer-encoding");
  if (counted && !named(headers, "content-length")) lines.push(`Content-Length: ${content.length}`);
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`), content]);
}

// The head of a response, as far as it arrived: {status, headers, size}, headers by name in lower case.
export function readHead(bytes) {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const [first, ...lines] = bytes.subarray(0, end).toString("latin1").split("\r\n");
  const headers = new Map();
  for (const line of lines) {
    const colon = line.indexOf(":");
    headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return { status: Number(first.split(" ")[1]), headers, size: end + 4 };
}

function bodyOf(head, bytes, method) {
  const bodiless = head.status === 101 || head.status === 204 || method === "HEAD";
  const length = bodiless ? 0 : Number(head.headers.get("content-length") ?? Infinity);
  if (bytes.length - head.size < length) return undefined;
  return bytes.subarray(head.size, head.size + length).toString();
}

// The response: {status, headers, body}.
export function exchange(port, request, limitMs) {
  const socket = connectTo(port);
  const response = new Promise((resolve, reject) => {
    let bytes = Buffer.alloc(0);
    const look = (ended) => {
      const head = readHead(bytes);
      const body = head && (bodyOf(head, bytes, request.method) ?? (ended ? "" : undefined));
      if (body !== undefined) resolve({ ...head, body });
      else if (ended) reject(new Error(`the connection was closed behind ${bytes.length} bytes`));
    };
    socket.on("data", (data) => {
      bytes = Buffer.concat([bytes, data]);
      look(false);
    });
    socket.on("close", () => look(true));
    socket.on("error", reject);
    socket.write(requestBytes(port, request));
  });
  return within(`${request.method} ${request.target}`, response, limitMs).finally(() =>
    socket.destroy(),
  );
}

// Breaks the connection as soon as the answer begins to arrive.
export function loseAnswer(port, request, limitMs) {
  const socket = connectTo(port);
  const lost = new Promise((resolve, reject) => {
    socket.on("data", () => {
      socket.resetAndDestroy();
      resolve({ status: 0, headers: new Map(), body: "" });
    });
    socket.on("error", reject);
    socket.write(requestBytes(port, request));
  });
  return within(`an answer to lose: ${request.target}`, lost, limitMs);
}
