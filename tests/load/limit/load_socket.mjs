// A WebSocket of a load: many requests at once, cheap pushes.

import { BareSocket } from "../../integration/lib/bare_socket.mjs";
import { within } from "../../integration/lib/wait.mjs";

export class LoadSocket {
  #socket;
  #refs = 0;
  #waiting = new Map();
  #limitMs;
  // Called with topic, event and payload of each push.
  onPush = () => {};

  // Rejects when the edge refuses the upgrade. Each request of the socket has `limitMs`.
  static async open(stack, token, limitMs) {
    const socket = new LoadSocket();
    socket.#limitMs = limitMs;
    const url = stack.url(`/socket/websocket?vsn=2.0.0&token=${token}`);
    socket.#socket = await within("an upgrade", BareSocket.open(url), limitMs);
    socket.#socket.onText = (text) => socket.#receive(JSON.parse(text));
    socket.#socket.closed.then(() => socket.#fail(new Error("the connection was closed")));
    return socket;
  }

  join(topic, params = {}) {
    return this.#request(topic, "phx_join", params, topic);
  }

  // Resolves to the response of an ok reply, and rejects with the reason of another one.
  push(topic, event, payload = {}) {
    return this.#request(topic, event, payload, topic);
  }

  // From now on `onText` gets each frame as a Buffer, and no request may follow.
  readRaw(onText) {
    this.#socket.onText = onText;
  }

  end() {
    this.#socket.end();
  }

  // The reference of a join is its topic, so pushes need no memory of it.
  #request(topic, event, payload, joinRef) {
    const ref = String(++this.#refs);
    const reply = new Promise((resolve, reject) => this.#waiting.set(ref, { resolve, reject }));
    this.#socket.send(JSON.stringify([joinRef, ref, topic, event, payload]));
    return within(event, reply, this.#limitMs).finally(() => this.#waiting.delete(ref));
  }

  #receive([, ref, topic, event, payload]) {
    if (event !== "phx_reply") return this.onPush(topic, event, payload);
    const waiting = this.#waiting.get(ref);
    if (payload.status === "ok") return waiting?.resolve(payload.response);
    return waiting?.reject(new Error(`refused: ${payload.response.reason}`));
  }

  #fail(error) {
    for (const { reject } of this.#waiting.values()) reject(error);
  }
}
