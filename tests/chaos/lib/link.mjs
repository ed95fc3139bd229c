// A TCP proxy between two processes that can be made as bad as a network can be. It knows nothing of
// what it carries.

import net from "node:net";
import { Flow } from "./flow.mjs";

export class Link {
  #target;
  #pairs = new Set();
  #server = net.createServer({ allowHalfOpen: true }, (socket) => this.#accept(socket));
  #state = { delay: 0, forth: false, back: false, refusing: false };

  constructor(target) {
    this.#target = target;
  }

  // A link to the port `target` of this machine. The caller must close it.
  static async open(target) {
    const link = new Link(target);
    await new Promise((resolve) => link.#server.listen(0, "127.0.0.1", resolve));
    return link;
  }

  get port() {
    return this.#server.address().port;
  }

  // Resets all that is open.
  cut() {
    for (const pair of this.#pairs) pair.reset();
  }

  // New connections are reset as well.
  refuse(refusing) {
    this.#state.refusing = refusing;
    this.cut();
  }

  delay(ms) {
    this.#change({ delay: ms });
  }

  // Blocks all bytes to the target (`forth`), or from it (`back`).
  block({ forth, back }) {
    this.#change({ forth, back });
  }

  // Open connections receive nothing more, not even the end of the other side. Returns a function that
  // resets them.
  lose() {
    const lost = [...this.#pairs];
    for (const pair of lost) pair.lose();
    return () => {
      for (const pair of lost) pair.reset();
    };
  }

  close() {
    this.cut();
    return new Promise((resolve) => this.#server.close(resolve));
  }

  #change(changes) {
    Object.assign(this.#state, changes);
    for (const pair of this.#pairs) pair.resume();
  }

  #accept(near) {
    near.on("error", () => {});
    if (this.#state.refusing) return near.resetAndDestroy();
    const far = net.connect({ port: this.#target, host: "127.0.0.1", allowHalfOpen: true });
    for (const socket of [near, far]) socket.setNoDelay(true);
    const pair = new Pair(near, far, this.#state);
    this.#pairs.add(pair);
    pair.ended.then(() => this.#pairs.delete(pair));
  }
}

// Both sides of one connection.
class Pair {
  #sockets;
  #flows;
  #lost = false;

  constructor(near, far, state) {
    this.#sockets = [near, far];
    this.#flows = [
      new Flow(near, far, () => ({ delay: state.delay, blocked: state.forth })),
      new Flow(far, near, () => ({ delay: state.delay, blocked: state.back })),
    ];
    this.ended = new Promise((resolve) => {
      let open = 2;
      const onClose = (other, failed) => {
        if (--open === 0) resolve();
        if (failed && !this.#lost) other.resetAndDestroy();
      };
      near.on("close", (failed) => onClose(far, failed));
      far.on("close", (failed) => onClose(near, failed));
    });
    far.on("error", () => {});
    this.resume();
  }

  resume() {
    for (const flow of this.#flows) flow.resume();
  }

  lose() {
    this.#lost = true;
    for (const flow of this.#flows) flow.lost = true;
    this.resume();
  }

  reset() {
    for (const flow of this.#flows) flow.stop();
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }
}
