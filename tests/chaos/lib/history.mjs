// All events of a run, in order: one JSON object a line, in a file and in memory.

import fs from "node:fs";

export class History {
  entries = [];
  #out;

  constructor(file) {
    this.#out = fs.createWriteStream(file);
  }

  // `entry.k` says what it is. Adds `t`, in ms since the process began.
  record(entry) {
    const timed = { t: Math.round(performance.now() * 10) / 10, ...entry };
    this.entries.push(timed);
    this.#out.write(`${JSON.stringify(timed)}\n`);
  }

  close() {
    return new Promise((resolve) => this.#out.end(resolve));
  }
}

export const readHistory = (file) =>
  fs.readFileSync(file, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
