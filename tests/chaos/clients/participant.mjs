// A device of a user: the stock client with a token, in one of the shapes that people use.

import "../../clients/globals.mjs";
import * as phoenix17 from "phoenix-1.7";
import * as phoenix18 from "phoenix";
import WebSocket from "ws";
import { Client } from "../../integration/lib/client.mjs";

export const VARIANTS = {
  "1.8 WebSocket": { library: phoenix18, transport: WebSocket },
  "1.8 long-poll": { library: phoenix18, transport: phoenix18.LongPoll },
  "1.7 WebSocket": { library: phoenix17, transport: WebSocket },
  "1.7 long-poll": { library: phoenix17, transport: phoenix17.LongPoll },
};

const HEARTBEAT_MS = 3000;
const TIMEOUT_MS = 4000;
// The life of tokens in seconds: of most, of renewed ones, of those that expire.
const LIVES = { long: 900, renewed: 6, short: 6 };

export class Participant {
  #world;
  #good;
  #timer;

  // `tokens` is one of "long", "renewed", "short".
  constructor(world, { name, user, variant = "1.8 WebSocket", tokens = "long" }) {
    this.#world = world;
    Object.assign(this, { name, user, device: name, variant, tokens });
    const { library, transport } = VARIANTS[variant];
    this.library = library;
    this.client = new Client(undefined, () => this.#token(), {
      Socket: library.Socket,
      url: world.url,
      transport,
      timeout: TIMEOUT_MS,
      heartbeatIntervalMs: HEARTBEAT_MS,
      reconnectAfterMs: (tries) => Math.min(50 * tries, 500),
      rejoinAfterMs: (tries) => Math.min(50 * tries, 500),
    });
    this.socket.onOpen(() => this.record({ k: "opened", good: this.#good }));
    this.socket.onClose(() => this.record({ k: "closed" }));
    if (tokens === "renewed") this.#timer = setInterval(() => this.#renew(), 2000);
  }

  get socket() {
    return this.client.socket;
  }

  record(entry) {
    this.#world.record({ ...entry, c: this.name });
  }

  // As a browser that was killed.
  vanish() {
    this.socket.conn?.terminate?.();
  }

  close() {
    clearInterval(this.#timer);
    return this.client.close();
  }

  #token() {
    const { token, good } = this.#world.issuer.token(this.user, this.device, LIVES[this.tokens]);
    this.#good = good;
    return token;
  }

  #renew() {
    if (!this.socket.isConnected()) return;
    const { token } = this.#world.issuer.token(this.user, this.device, LIVES.renewed);
    const ref = this.socket.makeRef();
    const payload = { access_token: token };
    this.socket.push({ topic: "phoenix", event: "access_token", payload, ref, join_ref: null });
  }
}

// {status: "ok", "error" or "timeout", response}.
export function ask(channel, event, payload, timeout) {
  return new Promise((resolve) => {
    const push = channel.push(event, payload, timeout);
    for (const status of ["ok", "error", "timeout"]) {
      push.receive(status, (response) => resolve({ status, response }));
    }
  });
}
