// Many real connections, each with a joined topic and a heartbeat.

import { BareSocket } from "../../integration/lib/bare_socket.mjs";
import { pause } from "../../integration/lib/wait.mjs";

const AT_ONCE = 64;
const MOST_TRIES = 20;
const RETRY_MS = 250;
const HEARTBEAT = JSON.stringify([null, "h", "phoenix", "heartbeat", {}]);

export class Connections {
  #stack;
  #signal;
  #open = [];

  constructor(stack, signal) {
    this.#stack = stack;
    this.#signal = signal;
  }

  // `users`: [{ user, token }]; each gets a connection that joins its notes:user:USER. A refused connect or
  // join is repeated.
  async open(users) {
    const waiting = [...users];
    const work = async () => {
      while (waiting.length > 0 && !this.#signal.aborted) this.#open.push(await this.#connect(waiting.pop()));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    this.#signal.throwIfAborted();
  }

  // Sends a heartbeat on each connection within `seconds`, evenly spread. Returns their number.
  async beat(seconds) {
    const begin = performance.now();
    let sent = 0;
    while (sent < this.#open.length && !this.#signal.aborted) {
      const due = ((performance.now() - begin) / 1000 / seconds) * this.#open.length;
      for (; sent < Math.min(due, this.#open.length); ++sent) this.#open[sent].send(HEARTBEAT);
      await pause(10);
    }
    return sent;
  }

  close() {
    for (const socket of this.#open.splice(0)) socket.end();
  }

  async #connect({ user, token }) {
    for (let tries = 1; ; ++tries) {
      this.#signal.throwIfAborted();
      try {
        return await this.#join(user, token);
      } catch (error) {
        if (tries === MOST_TRIES) throw error;
        await pause(RETRY_MS);
      }
    }
  }

  async #join(user, token) {
    const socket = await BareSocket.open(this.#stack.url(`/socket/websocket?vsn=2.0.0&token=${token}`));
    try {
      const [status, response] = await socket.request(`notes:user:${user}`, "phx_join", {});
      if (status !== "ok") throw new Error(`a join was refused: ${response.reason}`);
      socket.onText = () => {};
      return socket;
    } catch (error) {
      socket.end();
      throw error;
    }
  }
}
