// A proxy as it stands before some people's Internet: it lets HTTP through and no WebSocket.

import http from "node:http";

export class NoWebSockets {
  #target;
  #server = http.createServer((request, response) => this.#pass(request, response));
  #upgrades = [];

  // `refuses`: it refuses an upgrade; else it never answers. The caller must close it.
  static async start(target, refuses) {
    const proxy = new NoWebSockets();
    proxy.#target = target;
    proxy.#server.on("upgrade", (request, socket) => {
      // A client that goes away is no error of the proxy's.
      socket.on("error", () => {});
      if (refuses) return socket.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
      proxy.#upgrades.push(socket);
    });
    await new Promise((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  socketUrl() {
    return `ws://127.0.0.1:${this.#server.address().port}/socket`;
  }

  close() {
    for (const socket of this.#upgrades) socket.destroy();
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #pass(request, response) {
    const { method, url, headers } = request;
    const onward = http.request(new URL(url, this.#target), { method, headers });
    onward.on("response", (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.on("error", () => response.destroy()).pipe(response);
    });
    onward.on("error", () => response.destroy());
    response.on("close", () => onward.destroy());
    request.pipe(onward);
  }
}
