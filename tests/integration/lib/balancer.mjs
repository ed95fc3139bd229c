// A TCP balancer that knows nothing of what it carries: each connection goes to the next of the
// ports in turn, one that cannot be reached to the one behind it.

import net from "node:net";

export async function startBalancer(ports) {
  const balancer = new Balancer(ports);
  await balancer.listen();
  return balancer;
}

class Balancer {
  #ports;
  #next = 0;
  #clients = new Set();
  #server = net.createServer((client) => this.#accept(client));

  constructor(ports) {
    this.#ports = ports;
  }

  listen() {
    return new Promise((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
  }

  get port() {
    return this.#server.address().port;
  }

  socketUrl() {
    return `ws://127.0.0.1:${this.port}/socket`;
  }

  // Cuts all that are connected; others may connect.
  cut() {
    for (const client of this.#clients) client.destroy();
  }

  stop() {
    this.cut();
    return new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(client) {
    this.#clients.add(client);
    client.on("close", () => this.#clients.delete(client));
    client.on("error", () => {});
    const first = this.#next++ % this.#ports.length;
    this.#connect(client, [...this.#ports.slice(first), ...this.#ports.slice(0, first)]);
  }

  #connect(client, [port, ...others]) {
    if (port === undefined || client.destroyed) return client.destroy();
    const upstream = net.connect(port, "127.0.0.1");
    upstream.once("error", () => this.#connect(client, others));
    upstream.once("connect", () => {
      upstream.removeAllListeners("error");
      upstream.on("error", () => client.destroy());
      upstream.on("close", () => client.destroy());
      client.on("close", () => upstream.destroy());
      client.pipe(upstream).pipe(client);
    });
  }
}
