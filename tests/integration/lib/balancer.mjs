// A plain TCP balancer before several servers on this machine: one after the other, without those
// that do not accept.

import net from "node:net";

export class Balancer {
  #ports;
  #next = 0;
  #sockets = new Set();
  #server = net.createServer((client) => this.#serve(client));

  // Who calls must close it.
  static async start(ports) {
    const balancer = new Balancer();
    balancer.#ports = ports;
    await new Promise((resolve) => balancer.#server.listen(0, "127.0.0.1", resolve));
    return balancer;
  }

  get port() {
    return this.#server.address().port;
  }

  close() {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  async #serve(client) {
    this.#keep(client);
    for (let attempt = 0; attempt < this.#ports.length; ++attempt) {
      const server = await this.#connect(this.#ports[this.#next++ % this.#ports.length]);
      if (server) return this.#join(client, server);
    }
    client.destroy();
  }

  #connect(port) {
    const server = net.connect({ host: "localhost", port });
    this.#keep(server);
    return new Promise((resolve) => {
      server.once("connect", () => resolve(server));
      server.once("error", () => resolve(undefined));
    });
  }

  // The end of one is the end of the other, and what was sent before arrives before it.
  #join(one, other) {
    one.pipe(other).pipe(one);
    one.on("close", () => other.destroySoon());
    other.on("close", () => one.destroySoon());
  }

  #keep(socket) {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    // Its close follows.
    socket.on("error", () => {});
  }
}
