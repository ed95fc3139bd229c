// A client of a stack's NATS server that receives and publishes on any subject. It has the server's password,
// if it is given, but not the secret of the replicas. The protocol is that of
// https://docs.nats.io/reference/reference-protocols/nats-protocol.

import net from "node:net";
import { until } from "./wait.mjs";

export class NatsClient {
  // [{subject, bytes}] of what others have sent, in order.
  heard = [];
  problem = "";
  closed = false;

  static async connect(stack, { user, password } = {}) {
    const client = new NatsClient();
    client.#socket = net.connect(stack.port + 155, "127.0.0.1");
    client.#socket.on("data", (data) => client.#take(data));
    client.#socket.on("error", () => {});
    client.#socket.on("close", () => (client.closed = true));
    const options = { verbose: false, pedantic: false, echo: false, user, pass: password };
    client.#socket.write(`CONNECT ${JSON.stringify(options)}\r\n`);
    await client.flush();
    return client;
  }

  // As the replicas do.
  static join(stack) {
    return NatsClient.connect(stack, {
      user: "lossy",
      password: stack.read("keys", "nats", "password"),
    });
  }

  async listen(subject) {
    this.#socket.write(`SUB ${subject} 1\r\n`);
    await this.flush();
  }

  send(subject, bytes) {
    this.#socket.write(`PUB ${subject} ${bytes.length}\r\n`);
    this.#socket.write(bytes);
    this.#socket.write("\r\n");
  }

  // Returns when the server has worked off what was sent, or has hung up.
  async flush() {
    const before = this.#pongs;
    this.#socket.write("PING\r\n");
    await until("the server to answer", () => this.closed || this.#pongs > before, 60_000);
  }

  on(subject) {
    return this.heard.filter((message) => message.subject === subject);
  }

  close() {
    this.#socket.destroy();
  }

  #socket;
  #pongs = 0;
  #rest = Buffer.alloc(0);

  #take(data) {
    this.#rest = Buffer.concat([this.#rest, data]);
    for (;;) {
      const end = this.#rest.indexOf("\r\n");
      if (end < 0) return;
      const [verb, subject, , size] = this.#rest.toString("latin1", 0, end).split(" ");
      const length = verb === "MSG" ? Number(size) + 2 : 0;
      if (this.#rest.length < end + 2 + length) return;
      if (verb === "MSG") {
        this.heard.push({ subject, bytes: this.#rest.subarray(end + 2, end + length) });
      }
      if (verb === "PONG") this.#pongs += 1;
      if (verb === "-ERR") this.problem = this.#rest.toString("latin1", 5, end);
      if (verb === "PING") this.#socket.write("PONG\r\n");
      this.#rest = this.#rest.subarray(end + 2 + length);
    }
  }
}
