// A client on a WebSocket that can send any byte.

import zlib from "node:zlib";
import { within } from "../../integration/lib/wait.mjs";
import { BINARY, CLOSE, PING, PONG, TEXT, maskedFrame, readFrame } from "./frames.mjs";
import { connectTo, readHead, requestBytes, UPGRADE_HEADERS } from "./http.mjs";
import { Queue } from "./queue.mjs";

const DEFLATED = 0x40;
// The bytes that a sender omits.
const DEFLATE_END = Buffer.from([0x00, 0x00, 0xff, 0xff]);

const inflate = (bytes) =>
  zlib.inflateRawSync(bytes, { finishFlush: zlib.constants.Z_SYNC_FLUSH });

// Its queue gets {text, deflated}, {binary, deflated}, {ping}, {pong}, {close, reason} and {eof}. It answers pings and closes by
// itself, as a browser does.
export class WebSocketClient {
  queue = new Queue();
  #socket;
  #bytes = Buffer.alloc(0);
  #fragments = null;
  #closing = false;
  #headers = null;

  // Rejects when the server refuses it. `first` is sent in one breath with the request.
  async open(port, target, headers = [], first = undefined) {
    this.#socket = connectTo(port);
    const opened = new Promise((resolve, reject) => {
      this.#socket.on("error", reject);
      this.#socket.on("data", (data) => this.#read(data, resolve, reject));
      this.#socket.on("close", () => this.queue.put({ eof: true }));
    });
    const request = { method: "GET", target, headers: [...UPGRADE_HEADERS, ...headers] };
    const frame = first === undefined ? Buffer.alloc(0) : maskedFrame(TEXT, Buffer.from(first));
    this.#socket.write(Buffer.concat([requestBytes(port, request), frame]));
    await within("an open socket", opened);
  }

  sendText(text) {
    this.sendFrame(TEXT, Buffer.from(text));
  }

  sendDeflated(text) {
    const bytes = zlib.deflateRawSync(Buffer.from(text), { finishFlush: zlib.constants.Z_SYNC_FLUSH });
    this.sendFrame(TEXT | DEFLATED, bytes.subarray(0, -DEFLATE_END.length));
  }

  sendBinary(bytes) {
    this.sendFrame(BINARY, bytes);
  }

  sendFrame(first, payload) {
    if (first === CLOSE) this.#closing = true;
    this.sendRaw(maskedFrame(first, payload));
  }

  sendRaw(bytes) {
    if (!this.#socket.destroyed) this.#socket.write(bytes);
  }

  // For a client that does not read.
  pause() {
    this.#socket.pause();
  }

  resume() {
    this.#socket.resume();
  }

  cut() {
    this.#socket.destroy();
  }

  #read(data, opened, refused) {
    this.#bytes = Buffer.concat([this.#bytes, data]);
    if (this.#headers === null && !this.#readResponse(opened, refused)) return;
    for (let frame; (frame = readFrame(this.#bytes)) !== undefined; ) {
      this.#bytes = this.#bytes.subarray(frame.size);
      this.#take(frame);
    }
  }

  #readResponse(opened, refused) {
    const head = readHead(this.#bytes);
    if (head === undefined) return false;
    if (head.status !== 101) {
      refused(new Error(`the upgrade was answered ${head.status}`));
      return false;
    }
    this.#headers = head.headers;
    this.#bytes = this.#bytes.subarray(head.size);
    opened(head);
    return true;
  }

  #take({ first, payload }) {
    if (first === PING) {
      this.queue.put({ ping: payload });
      this.sendFrame(PONG, payload);
    } else if (first === PONG) {
      this.queue.put({ pong: payload });
    } else if (first === CLOSE) {
      this.#takeClose(payload);
    } else {
      this.#takeData(first, payload);
    }
  }

  #takeClose(payload) {
    const code = payload.length < 2 ? 1005 : payload.readUInt16BE(0);
    this.queue.put({ close: code, reason: payload.subarray(2).toString() });
    if (!this.#closing) this.sendFrame(CLOSE, payload.subarray(0, 2));
  }

  #takeData(first, payload) {
    const opcode = first & 0x0f;
    const deflated = (first & DEFLATED) !== 0;
    this.#fragments = opcode === 0 ? this.#fragments : { opcode, deflated, parts: [] };
    this.#fragments.parts.push(payload);
    if ((first & 0x80) === 0) return;
    const { opcode: kind, deflated: small, parts } = this.#fragments;
    const whole = small ? inflate(Buffer.concat([...parts, DEFLATE_END])) : Buffer.concat(parts);
    this.queue.put({ deflated: small, ...(kind === 1 ? { text: whole.toString() } : { binary: whole }) });
    this.#fragments = null;
  }
}
