// Free ports for a stack of one's own.

import net from "node:net";

// Of two replicas, and of the NATS between them.
const FIRST = [0, 101, 102, 103, 104, 200, 201, 202, 203, 204];
const OFFSETS = [...FIRST, ...FIRST.map((offset) => offset + 10), 150];

function isFree(port) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

// A value for LOSSY_PORT. Below the range that outgoing connections get their ports from.
export async function freeBasePort() {
  for (let attempt = 0; attempt < 100; ++attempt) {
    const base = 10_000 + 10 * Math.floor(Math.random() * 2000);
    const free = await Promise.all(OFFSETS.map((offset) => isFree(base + offset)));
    if (free.every(Boolean)) return base;
  }
  throw new Error("no free ports were found");
}

// A port for one server.
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
