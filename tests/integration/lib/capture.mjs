// Records the bytes on ports of loopback with tcpdump, which needs root or sudo without a password.

import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { until } from "./wait.mjs";

const isRoot = process.getuid() === 0;

export function canCapture() {
  if (isRoot) return true;
  try {
    execFileSync("sudo", ["-n", "true"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

export class Capture {
  #child;
  #file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "lossy-capture-")), "packets");
  #said = "";

  // Records all packets of the ports from `first` to `last`.
  static async start(first, last) {
    const capture = new Capture();
    const command = ["tcpdump", "-i", "lo", "-U", "--immediate-mode", "-B", "65536", "-s", "0",
      "-w", "-", `tcp portrange ${first}-${last}`];
    const file = fs.openSync(capture.#file, "w");
    capture.#child = spawn(isRoot ? command[0] : "sudo", isRoot ? command.slice(1) : ["-n", ...command],
      { stdio: ["ignore", file, "pipe"] });
    fs.closeSync(file);
    capture.#child.stderr.on("data", (data) => (capture.#said += data));
    await until("tcpdump to listen", () => capture.#said.includes("listening on"));
    return capture;
  }

  // True if the recorded bytes have the text. A text within one packet is found.
  has(text) {
    return fs.readFileSync(this.#file).includes(text);
  }

  get bytes() {
    return fs.statSync(this.#file).size;
  }

  async stop() {
    const ended = new Promise((resolve) => this.#child.once("close", resolve));
    this.#child.kill("SIGTERM");
    await ended;
  }
}
