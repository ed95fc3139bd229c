// A bare WebSocket that speaks frames, for what the stock client hides.

import { json } from "node:stream/consumers";
import WebSocket from "ws";
import { Inbox } from "./inbox.mjs";
import { within } from "./wait.mjs";

export function socketUrl(stack, { token, vsn = "2.0.0", port } = {}) {
  const query = new URLSearchParams({ vsn, ...(token === undefined ? {} : { token }) });
  const url = port === undefined ? stack.socketUrl() : `ws://localhost:${port}/socket`;
  return `${url}/websocket?${query}`;
}

// The body of the answer that refuses a client, parsed; undefined when the server accepts it.
export async function connectRefusal(url, options = {}) {
  const socket = new WebSocket(url, options);
  const refusal = new Promise((resolve, reject) => {
    socket.on("open", () => {
      socket.terminate();
      resolve(undefined);
    });
    socket.on("unexpected-response", (request, response) => {
      json(response).then(resolve, reject).finally(() => request.destroy());
    });
    socket.on("error", reject);
  });
  return within("the answer to an upgrade", refusal);
}

// The HTTP status with which a client is accepted (101) or refused.
export function connectStatus(url, options = {}) {
  const socket = new WebSocket(url, options);
  const status = new Promise((resolve, reject) => {
    socket.on("open", () => {
      socket.terminate();
      resolve(101);
    });
    socket.on("unexpected-response", (request, response) => {
      request.destroy();
      resolve(response.statusCode);
    });
    socket.on("error", reject);
  });
  return within("the answer to an upgrade", status);
}

export class RawSocket {
  // Resolves with the code and the reason once it is closed.
  closed;
  #socket;
  #inbox = new Inbox();

  static async open(stack, options) {
    const raw = new RawSocket();
    raw.#socket = new WebSocket(socketUrl(stack, options));
    raw.#socket.on("message", (data) => raw.#inbox.put(JSON.parse(data.toString())));
    raw.closed = new Promise((resolve) => {
      raw.#socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    const opened = new Promise((resolve, reject) => {
      raw.#socket.once("open", resolve);
      raw.#socket.once("error", reject);
    });
    await within("an open socket", opened);
    return raw;
  }

  // The same, with a limit from now on.
  end() {
    return within("the end of a socket", this.closed);
  }

  send(frame) {
    this.#socket.send(JSON.stringify(frame));
  }

  sendInFragments(text, count) {
    const size = Math.ceil(text.length / count);
    for (let start = 0; start < text.length; start += size) {
      this.#socket.send(text.slice(start, start + size), { fin: start + size >= text.length });
    }
  }

  // The next frame that matches; those before it are kept.
  next(what, matches) {
    return this.#inbox.take(what, matches);
  }

  close() {
    this.#socket.terminate();
  }
}
