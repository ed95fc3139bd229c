// A client on long-poll that does what the stock one does: one poll at a time, one POST at a time.

import { exchange } from "./http.mjs";
import { Queue } from "./queue.mjs";

const POLL_LIMIT_MS = 20_000;

// Its queue gets {text} and, after the end of the session, {gone: status}.
export class LongPollClient {
  queue = new Queue();
  #port;
  #target;
  #token = null;
  #over = false;
  #posts = Promise.resolve();

  // Rejects when the server refuses it.
  async open(port, target) {
    this.#port = port;
    this.#target = target;
    const { status, token } = await this.#poll();
    if (status !== 410) throw new Error(`the first poll was answered ${status}`);
    this.#token = token;
    this.#receive();
  }

  sendText(text) {
    this.#post(text);
  }

  sendBinary(bytes) {
    this.#post(bytes.toString("base64"));
  }

  cut() {
    this.#over = true;
  }

  #address() {
    return this.#token === null ? this.#target : `${this.#target}&token=${this.#token}`;
  }

  async #poll() {
    const headers = ["Accept: application/json"];
    const request = { method: "GET", target: this.#address(), headers };
    return JSON.parse((await exchange(this.#port, request, POLL_LIMIT_MS)).body);
  }

  async #receive() {
    while (!this.#over) {
      const { status, messages } = await this.#poll().catch(() => ({ status: 0 }));
      if (this.#over) return;
      if (status !== 200 && status !== 204) {
        this.queue.put({ gone: status });
        return;
      }
      for (const text of messages) this.queue.put({ text });
    }
  }

  #post(line) {
    const headers = ["Content-Type: application/x-ndjson"];
    const request = { method: "POST", target: this.#address(), headers, body: line };
    this.#posts = this.#posts.then(async () => {
      const response = await exchange(this.#port, request, POLL_LIMIT_MS).catch(() => undefined);
      const { status } = response ? JSON.parse(response.body) : { status: 0 };
      if (status !== 200) this.queue.put({ gone: status });
    });
  }
}
