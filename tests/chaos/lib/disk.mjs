// A small disk of the database's own, where this machine lets us have one: it can be filled.

import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const SIZE = "700m";

export class Disk {
  isOurs = false;
  #place;

  // In the data folder of a stack that was not started yet.
  static async mount(data) {
    const disk = new Disk();
    disk.#place = path.join(data, "postgres");
    fs.mkdirSync(disk.#place, { recursive: true });
    fs.chmodSync(data, 0o711);
    await run("mount", ["-t", "tmpfs", "-o", `size=${SIZE}`, "tmpfs", disk.#place]).then(
      () => (disk.isOurs = true),
      () => {},
    );
    return disk;
  }

  // Leaves not a byte.
  fill() {
    const file = fs.openSync(this.#filler, "w");
    const piece = Buffer.alloc(1 << 20);
    try {
      for (let size = piece.length; size > 0; ) {
        try {
          fs.writeSync(file, piece, 0, size);
        } catch (error) {
          if (error.code !== "ENOSPC") throw error;
          size >>= 1;
        }
      }
    } finally {
      fs.closeSync(file);
    }
  }

  free() {
    fs.rmSync(this.#filler, { force: true });
  }

  async unmount() {
    if (this.isOurs) await run("umount", ["--lazy", this.#place]);
    this.isOurs = false;
  }

  get #filler() {
    return path.join(this.#place, "filler");
  }
}
