// Reading what Prometheus reads.

import http from "node:http";
import { text } from "node:stream/consumers";

// By a connection of its own: the server may be closing one that was used before.
export function readMetrics(address) {
  return new Promise((resolve, reject) => {
    const request = http.get(`http://${address}/metrics`, { agent: false });
    request.on("response", (response) => resolve(text(response)));
    request.on("error", reject);
  });
}

// The sum of the samples of a family whose labels include all of these.
export function total(page, family, labels = {}) {
  const wanted = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  const samples = page.split("\n").filter((line) => line.match(`^${family}[{ ]`));
  return samples
    .filter((line) => wanted.every((label) => line.includes(label)))
    .reduce((sum, line) => sum + Number(line.split(" ").pop()), 0);
}
