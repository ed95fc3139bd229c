// A joined topic. It joins again when the socket reconnects and after an error of the service.

import { Presences } from "./presences.js";

const REJOIN_MS = [1000, 2000, 5000, 10_000];

// `state` is "joining", "joined", "errored" or "closed". `problem` is the error of the last join, or null.
export class Channel {
  state = "closed";
  problem = null;
  position = null;
  recovered = null;
  presences = new Presences();
  #socket;
  #params;
  #recover;
  #joinRef = null;
  #tries = 0;
  #timer = 0;

  // With `recover`, the channel keeps its position and asks for the events that it missed.
  constructor(socket, topic, params, recover) {
    this.topic = topic;
    this.#socket = socket;
    this.#params = params;
    this.#recover = recover;
  }

  async join() {
    this.#socket.channels.set(this.topic, this);
    clearTimeout(this.#timer);
    this.#set("joining");
    this.presences = new Presences();
    const params = this.#recover ? { ...this.#params, recover: this.position ?? true } : this.#params;
    const joinRef = this.#socket.nextRef();
    this.#joinRef = joinRef;
    const { status, response } = await this.#socket.send(this.topic, "phx_join", params, joinRef);
    if (joinRef !== this.#joinRef) return;
    if (status === "ok") {
      this.#tries = 0;
      this.position = response.position ?? null;
      this.recovered = response.recovered ?? null;
      this.problem = null;
      return this.#set("joined");
    }
    this.problem = status === "timeout" ? { message: "the join has no answer" } : response;
    this.#set("errored");
    if (status === "timeout" || response.retry_after_ms) this.#retry(response.retry_after_ms);
  }

  push(event, payload) {
    return this.#socket.send(this.topic, event, payload, this.#joinRef);
  }

  leave() {
    const left = this.push("phx_leave", {});
    this.end();
    return left;
  }

  // The socket is open again.
  rejoin() {
    if (this.state !== "closed") this.join();
  }

  lost() {
    this.#joinRef = null;
    clearTimeout(this.#timer);
    if (this.state !== "closed") this.#set("errored");
  }

  receive({ joinRef, event, payload }) {
    if (joinRef && joinRef !== this.#joinRef) return;
    if (event === "phx_close") return this.end();
    if (event === "phx_error") {
      this.problem = { message: "the channel ended with an error; it joins again" };
      this.#set("errored");
      return this.#retry();
    }
    if (payload?.position && event !== "phx_reply") this.position = payload.position;
    if (this.presences.receive(event, payload) || payload?.position) this.#socket.changed(this);
  }

  #retry(after = 0) {
    const delay = Math.max(after, REJOIN_MS[Math.min(this.#tries++, REJOIN_MS.length - 1)]);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.join(), delay);
  }

  // Ends the channel without a message to the edge.
  end() {
    clearTimeout(this.#timer);
    this.#joinRef = null;
    this.#socket.channels.delete(this.topic);
    this.#set("closed");
  }

  #set(state) {
    this.state = state;
    this.#socket.changed(this);
  }
}
