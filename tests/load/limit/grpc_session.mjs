// Unary gRPC calls over one HTTP/2 connection, with messages that the caller has encoded.

import http2 from "node:http2";
import { within } from "../../integration/lib/wait.mjs";

const OK = "0";

export class GrpcSession {
  #session;
  #limitMs;

  // `address` is HOST:PORT. Each call has `limitMs`.
  static async open(address, limitMs) {
    const session = new GrpcSession();
    session.#limitMs = limitMs;
    session.#session = http2.connect(`http://${address}`, { settings: { enablePush: false } });
    const connected = new Promise((resolve, reject) => {
      session.#session.once("connect", resolve).on("error", reject);
    });
    await within(`a connection to ${address}`, connected, limitMs);
    return session;
  }

  // `method` is "package.Service/Method". Rejects when the status is not OK.
  call(method, token, message) {
    const stream = this.#session.request({
      ":method": "POST",
      ":path": `/${method}`,
      "content-type": "application/grpc",
      te: "trailers",
      authorization: `Bearer ${token}`,
    });
    return within("a call", this.#answer(stream, message), this.#limitMs).catch((error) => {
      stream.close(http2.constants.NGHTTP2_CANCEL);
      throw error;
    });
  }

  close() {
    this.#session.destroy();
  }

  #answer(stream, message) {
    return new Promise((resolve, reject) => {
      let status;
      const note = (headers) => (status = headers["grpc-status"] ?? status);
      stream.on("response", note).on("trailers", note).on("error", reject).resume();
      stream.on("close", () => (status === OK ? resolve() : reject(new Error(`gRPC status ${status}`))));
      const head = Buffer.alloc(5);
      head.writeUInt32BE(message.length, 1);
      stream.end(Buffer.concat([head, message]));
    });
  }
}
