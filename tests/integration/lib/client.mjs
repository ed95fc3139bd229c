// The stock phoenix client, with promises.

import { randomUUID } from "node:crypto";
import { Socket as StockSocket } from "phoenix";
import WebSocket from "ws";
import { Inbox } from "./inbox.mjs";
import { within } from "./wait.mjs";

export const newUser = (name = "user") => `${name}-${randomUUID()}`;

// The stock client waits 10 s for an answer. A push that waited for its channel to be joined again gets
// the same time again.
const ANSWER_MS = 22_000;

const open = new Set();

// For the end of a test file: an open socket keeps its process alive.
export const closeClients = () => Promise.all([...open].map((client) => client.close()));

// As the extension connects. `token` may be a function, called at each connect. Options are those
// of the stock client; `Socket` is another class that works like its, `url` another place.
export class Client {
  #socket;

  constructor(stack, token, { Socket = StockSocket, url = stack.socketUrl(), ...options } = {}) {
    this.#socket = new Socket(url, {
      transport: WebSocket,
      params: () => ({ token: typeof token === "function" ? token() : token }),
      rejoinAfterMs: () => 50,
      reconnectAfterMs: () => 50,
      ...options,
    });
    this.#socket.connect();
    open.add(this);
  }

  // The stock one.
  get socket() {
    return this.#socket;
  }

  // Resolves when the server has accepted it; rejects with its reply when not. `prepare` gets the stock
  // channel before it is joined.
  async join(topic, params = {}, prepare = () => {}) {
    const channel = this.#socket.channel(topic, params);
    prepare(channel);
    const joined = new Topic(channel);
    await joined.joined;
    return joined;
  }

  async close() {
    open.delete(this);
    const socket = this.#socket;
    // A page that ends leaves its channels, and stops to ask again for what they have not answered.
    if (socket instanceof StockSocket) for (const channel of [...socket.channels]) channel.leave();
    await new Promise((resolve) => socket.disconnect(resolve));
    // Some versions forget them, and they would keep the process alive.
    for (const timer of ["heartbeatTimer", "heartbeatTimeoutTimer"]) clearTimeout(socket[timer]);
  }
}

export class Refused extends Error {
  constructor(what, response) {
    super(`${what} was refused: ${JSON.stringify(response)}`);
    this.response = response;
  }
}

// The channel ended and was joined again meanwhile, or the server did not answer.
export class Unanswered extends Error {
  constructor(what) {
    super(`${what} was not answered`);
  }
}

// A joined topic.
export class Topic {
  #channel;
  #inbox = new Inbox();

  constructor(channel) {
    this.#channel = channel;
    // Sees every push, whatever its event; a push that timed out has none.
    channel.onMessage = (event, payload) => {
      if (event !== null && !event.startsWith("chan_reply_") && event !== "phx_reply") {
        this.#inbox.put({ event, payload });
      }
      return payload;
    };
    this.joined = this.#settle(`join of ${channel.topic}`, channel.join()).then((response) => {
      this.response = response;
    });
  }

  get state() {
    return this.#channel.state;
  }

  // The response of an ok reply. Without `timeoutMs` the client's own patience holds.
  push(event, payload = {}, timeoutMs = undefined) {
    return this.#settle(event, this.#channel.push(event, payload, timeoutMs));
  }

  // The response of an error reply.
  async refusal(event, payload = {}) {
    const response = await this.push(event, payload).then(
      (ok) => Promise.reject(new Error(`${event} was accepted: ${JSON.stringify(ok)}`)),
      (error) => (error instanceof Refused ? error.response : Promise.reject(error)),
    );
    return response;
  }

  // The payload of the next such push that was not taken yet.
  async next(event, matches = () => true, limitMs = 10_000) {
    const item = await this.#inbox.take(
      `${event} on ${this.#channel.topic}`,
      (candidate) => candidate.event === event && matches(candidate.payload),
      limitMs,
    );
    return item.payload;
  }

  // Payloads of such pushes that no test has taken.
  left(event) {
    return this.#inbox.peek((item) => item.event === event).map((item) => item.payload);
  }

  leave() {
    return new Promise((resolve) => this.#channel.leave().receive("ok", resolve));
  }

  #settle(what, push) {
    const settled = new Promise((resolve, reject) => {
      push
        .receive("ok", resolve)
        .receive("error", (response) => reject(new Refused(what, response)))
        .receive("timeout", () => reject(new Unanswered(what)));
    });
    return within(what, settled, ANSWER_MS);
  }
}

// The response of a refused join.
export async function joinRefusal(client, topic, params = {}) {
  try {
    await client.join(topic, params);
  } catch (error) {
    if (error instanceof Refused) return error.response;
    throw error;
  }
  throw new Error(`${topic} was joined`);
}
