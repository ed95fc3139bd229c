// Free ports for a stack of one's own.

import net from "node:net";

// Of two replicas, of the console's processes, of the NATS, and of the PostgreSQL of a stack with TLS.
const FIRST = [0, 101, 102, 103, 104, 105, 106, 200, 201, 202, 203, 204, 205, 206, 300];
const OFFSETS = [...FIRST, ...FIRST.map((offset) => offset + 10), 150, 151];

// A stack has a block of ports to itself, up to the next one. Its last port is held by the test that
// chose it, so that no two stacks that start at once choose the same.
const BLOCK = 220;
const BLOCKS = 103;

// The server that listens there now; undefined if the port is taken.
function listen(port) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

async function isFree(port) {
  const server = await listen(port);
  if (server) await new Promise((resolve) => server.close(resolve));
  return server !== undefined;
}

// A value for LOSSY_PORT, which no other test gets while this process lives. Below the range that
// outgoing connections get their ports from.
export async function freeBasePort() {
  for (let attempt = 0; attempt < 500; ++attempt) {
    const base = 10_000 + BLOCK * Math.floor(Math.random() * BLOCKS);
    const hold = await listen(base + BLOCK - 1);
    if (!hold) continue;
    const free = await Promise.all(OFFSETS.map((offset) => isFree(base + offset)));
    if (free.every(Boolean)) {
      hold.unref();
      return base;
    }
    hold.close();
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
