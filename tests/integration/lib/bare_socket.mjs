// WebSockets by the thousand in one process: bare TCP, one buffer per unfinished frame, no client
// library.

import crypto from "node:crypto";
import net from "node:net";
import { within } from "./wait.mjs";

const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

// A client's frame. A mask of zeros is one as good as any.
function encodeFrame(opcode, payload) {
  const size = payload.length;
  const header = Buffer.alloc(size < 126 ? 6 : 8);
  header[0] = 0x80 | opcode;
  header[1] = 0x80 | (size < 126 ? size : 126);
  if (size >= 126) header.writeUInt16BE(size, 2);
  return Buffer.concat([header, payload]);
}

// The server's frame at the start of `data`, or undefined while it is not whole.
function decodeFrame(data) {
  if (data.length < 2) return undefined;
  let start = 2;
  let size = data[1];
  if (size === 126) {
    if (data.length < 4) return undefined;
    size = data.readUInt16BE(2);
    start = 4;
  } else if (size === 127) {
    if (data.length < 10) return undefined;
    size = Number(data.readBigUInt64BE(2));
    start = 10;
  }
  const end = start + size;
  if (data.length < end) return undefined;
  return { opcode: data[0] & 15, payload: data.subarray(start, end), end };
}

export class BareSocket {
  // Called with each text frame, a Buffer.
  onText = () => {};
  #socket;
  #rest = Buffer.alloc(0);
  #closeFrame;
  // {code, reason} of the server's close frame, or {} when the connection just ended.
  closed;

  // `url` is http://host:port/path. Rejects when the server refuses it.
  static async open(url) {
    const socket = new BareSocket();
    await within("an upgrade", socket.#connect(new URL(url)), 30_000);
    return socket;
  }

  #connect({ hostname, port, pathname, search }) {
    this.#socket = net.connect({ host: hostname, port, noDelay: true });
    const key = crypto.randomBytes(16).toString("base64");
    this.#socket.write(
      `GET ${pathname}${search} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nUpgrade: websocket\r\n` +
        `Connection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    );
    this.closed = new Promise((resolve) => {
      this.#socket.on("close", () => resolve(this.#closeFrame ?? {}));
    });
    return new Promise((resolve, reject) => {
      this.#socket.on("error", reject);
      this.#socket.on("close", () => reject(new Error("the connection was closed")));
      this.#socket.once("data", (data) => {
        const text = data.toString("latin1");
        const end = text.indexOf("\r\n\r\n");
        if (!text.startsWith("HTTP/1.1 101 ") || end < 0) return reject(new Error(text));
        this.#socket.on("data", (more) => this.#receive(more));
        this.#receive(data.subarray(end + 4));
        resolve();
      });
    });
  }

  send(text) {
    this.#socket.write(encodeFrame(TEXT, Buffer.from(text)));
  }

  // Reads no more; what it is sent fills its own buffers, then the server's.
  pause() {
    this.#socket.pause();
  }

  resume() {
    this.#socket.resume();
  }

  end() {
    this.#socket.destroy();
  }

  // The reply to a push or a join, as [status, response].
  async request(topic, event, payload, refs = ["1", "1"]) {
    const reply = new Promise((resolve) => {
      this.onText = (text) => {
        const [, ref, , , { status, response }] = JSON.parse(text);
        if (ref === refs[1]) resolve([status, response]);
      };
    });
    this.send(JSON.stringify([...refs, topic, event, payload]));
    return within(`${event} on ${topic}`, reply, 30_000);
  }

  #receive(data) {
    let rest = this.#rest.length > 0 ? Buffer.concat([this.#rest, data]) : data;
    for (let frame = decodeFrame(rest); frame; frame = decodeFrame(rest)) {
      rest = rest.subarray(frame.end);
      this.#handle(frame);
    }
    this.#rest = rest;
  }

  #handle({ opcode, payload }) {
    if (opcode === TEXT) return this.onText(payload);
    if (opcode === PING) return this.#socket.write(encodeFrame(PONG, payload));
    if (opcode !== CLOSE) return;
    const code = payload.length >= 2 ? payload.readUInt16BE(0) : 1005;
    this.#closeFrame = { code, reason: payload.subarray(2).toString() };
    this.#socket.end(encodeFrame(CLOSE, payload.subarray(0, 2)));
  }
}

// `make(index)` for each of `count`, some hundred at a time.
export async function gather(count, make, atOnce = 200) {
  const made = [];
  for (let start = 0; start < count; start += atOnce) {
    const size = Math.min(atOnce, count - start);
    made.push(...(await Promise.all(Array.from({ length: size }, (_, i) => make(start + i)))));
  }
  return made;
}
