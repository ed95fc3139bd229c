// Requests over TLS that trust one authority.

import https from "node:https";
import { text } from "node:stream/consumers";
import tls from "node:tls";
import WebSocket from "ws";

// Returns the status and the body. By a connection of its own.
export function get(url, ca, options = {}) {
  return new Promise((resolve, reject) => {
    const request = https.request(url, { ca, agent: false, ...options });
    request.on("response", async (response) =>
      resolve({ status: response.statusCode, body: await text(response) }));
    request.on("error", reject);
    request.end(options.body);
  });
}

// Returns the serial number of the certificate of a server on loopback.
export function serialOf(port, ca, servername = "localhost") {
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ port, host: "127.0.0.1", ca, servername });
    socket.once("secureConnect", () => {
      resolve(socket.getPeerCertificate().serialNumber);
      socket.destroy();
    });
    socket.once("error", reject);
  });
}

// The class of WebSockets that trust the authority.
export function trusting(ca) {
  return class extends WebSocket {
    constructor(url, protocols) {
      super(url, protocols, { ca });
    }
  };
}
