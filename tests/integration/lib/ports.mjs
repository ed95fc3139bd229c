// Free ports for a stack of one's own.

import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";

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

// Tests that run side by side look for free ports before either listens on its own. Each claims the base that
// it takes: a file of that name, which holds until what was started listens.
const CLAIMS = path.join(os.tmpdir(), "lossy-test-ports");
const CLAIM_MS = 60_000;

function claimedBases() {
  const bases = [];
  for (const name of fs.readdirSync(CLAIMS)) {
    const file = fs.statSync(path.join(CLAIMS, name), { throwIfNoEntry: false });
    if (!file) continue;
    if (Date.now() - file.mtimeMs < CLAIM_MS) bases.push(Number(name));
    else fs.rmSync(path.join(CLAIMS, name), { force: true });
  }
  return bases;
}

function overlap(one, other) {
  const ports = new Set(OFFSETS.map((offset) => one + offset));
  return OFFSETS.some((offset) => ports.has(other + offset));
}

// Whether no other test has a claim on these ports. Of two that claim at once, both may have to try again.
function claim(base) {
  fs.mkdirSync(CLAIMS, { recursive: true });
  if (claimedBases().some((other) => overlap(base, other))) return false;
  const file = path.join(CLAIMS, String(base));
  try {
    fs.writeFileSync(file, "", { flag: "wx" });
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
  const isAlone = !claimedBases().some((other) => other !== base && overlap(base, other));
  if (!isAlone) fs.rmSync(file, { force: true });
  return isAlone;
}

// A value for LOSSY_PORT. Below the range that outgoing connections get their ports from.
export async function freeBasePort() {
  for (let attempt = 0; attempt < 1000; ++attempt) {
    const base = 10_000 + 10 * Math.floor(Math.random() * 2000);
    if (!claim(base)) continue;
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
