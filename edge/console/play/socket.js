// One WebSocket to the edge that reconnects by itself, with the channels on it.

import { decode, encode } from "./wire.js";

const HEARTBEAT_MS = 30_000;
const ANSWER_MS = 10_000;
const BACKOFF_MS = [500, 1000, 2000, 5000, 10_000];
const TOKEN_REFUSED = 4001;

// Calls `on.state(state)` with {name, detail} after each change of the connection, `on.frame(frame)` with
// {out, time, message} for each message, and `on.channel(channel)` after each change of a channel. The names are
// "closed", "connecting", "open", "waiting" and "refused".
export class Socket {
  channels = new Map();
  state = { name: "closed", detail: "" };
  #on;
  #url;
  #explain;
  #token = "";
  #socket = null;
  #lastRef = 0;
  #answers = new Map();
  #tries = 0;
  #timer = 0;
  #heartbeat = 0;

  // `url` is that of the socket without its query. `explain(token)` returns a promise of the reason for which the
  // edge refuses the token, or of "": a browser hides the reason of a refused WebSocket.
  constructor(url, explain, on) {
    this.#url = url;
    this.#explain = explain;
    this.#on = on;
  }

  connect(token) {
    this.disconnect();
    this.#token = token;
    this.#tries = 0;
    this.#open();
  }

  disconnect() {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close(1000);
    this.#lose("the connection was closed");
    this.#set("closed", "");
  }

  // Gives the open socket a newer token of the same user.
  renew(token) {
    this.#token = token;
    return this.send("phoenix", "access_token", { access_token: token });
  }

  // Returns a promise of {status, response}.
  send(topic, event, payload, joinRef = null) {
    if (this.state.name !== "open") return Promise.resolve(failure("the socket is not connected"));
    const ref = String(++this.#lastRef);
    const message = { joinRef, ref, topic, event, payload };
    try {
      this.#socket.send(encode(message));
    } catch (error) {
      return Promise.resolve(failure(error.message));
    }
    this.#on.frame({ out: true, time: new Date(), message });
    return new Promise((resolve) => {
      const settle = (answer) => {
        clearTimeout(timer);
        this.#answers.delete(ref);
        resolve(answer);
      };
      const timer = setTimeout(() => settle({ status: "timeout", response: {} }), ANSWER_MS);
      this.#answers.set(ref, settle);
    });
  }

  nextRef() {
    return String(++this.#lastRef);
  }

  changed(channel) {
    this.#on.channel(channel);
  }

  #open() {
    this.#set("connecting", "");
    const bearer = btoa(this.#token).replaceAll("=", "").replaceAll("+", "-").replaceAll("/", "_");
    const protocols = this.#token ? ["phoenix", `base64url.bearer.phx.${bearer}`] : [];
    const socket = new WebSocket(`${this.#url}/websocket?vsn=2.0.0`, protocols);
    socket.binaryType = "arraybuffer";
    let opened = false;
    socket.onopen = () => {
      if (socket !== this.#socket) return;
      opened = true;
      this.#tries = 0;
      this.#set("open", "");
      this.#heartbeat = setInterval(() => this.#beat(socket), HEARTBEAT_MS);
      for (const channel of this.channels.values()) channel.rejoin();
    };
    socket.onmessage = ({ data }) => socket === this.#socket && this.#receive(data);
    socket.onclose = (event) => socket === this.#socket && this.#closed(event, opened);
    this.#socket = socket;
  }

  async #closed({ code, reason }, opened) {
    this.#socket = null;
    const text = [code, reason].filter(Boolean).join(" ");
    this.#lose(`the connection ended: ${text}`);
    if (code === TOKEN_REFUSED) return this.#set("refused", `${text}. Get a new token.`);
    const delay = BACKOFF_MS[Math.min(this.#tries++, BACKOFF_MS.length - 1)] * (0.75 + Math.random() / 2);
    const retry = (why) => {
      this.#set("waiting", `${why}; next try in ${(delay / 1000).toFixed(1)} s`);
      this.#timer = setTimeout(() => this.#open(), delay);
    };
    if (opened) return retry(`closed with ${text}`);
    const state = this.#set("waiting", "the edge did not accept the connection");
    const why = await this.#explain(this.#token);
    if (state !== this.state) return;
    if (why) return this.#set("refused", why);
    retry("the edge did not accept the connection");
  }

  #lose(why) {
    clearInterval(this.#heartbeat);
    for (const settle of [...this.#answers.values()]) settle(failure(why));
    for (const channel of this.channels.values()) channel.lost();
  }

  async #beat(socket) {
    const { status } = await this.send("phoenix", "heartbeat", {});
    if (status === "timeout" && socket === this.#socket) socket.close(1000, "no answer to a heartbeat");
  }

  #receive(data) {
    let message;
    try {
      message = decode(data);
    } catch (error) {
      return this.#on.frame({ out: false, time: new Date(), problem: error.message });
    }
    this.#on.frame({ out: false, time: new Date(), message });
    if (message.event === "phx_reply") this.#answers.get(message.ref)?.(message.payload);
    this.channels.get(message.topic)?.receive(message);
  }

  #set(name, detail) {
    this.state = { name, detail };
    this.#on.state(this.state);
    return this.state;
  }
}

function failure(message) {
  return { status: "error", response: { reason: "not_sent", message } };
}
