// One process of a fleet: started again whenever it ends.

import { spawn } from "node:child_process";
import fs from "node:fs";

// In ms: a process that lived this long is started again at once; the pause doubles up to the limit.
const SETTLED = 5000;
const MAX_PAUSE = 900;

export class Member {
  #command;
  #log;
  #child;
  #timer;
  #startedAt = 0;
  #pause = 0;
  #holdUntil = 0;
  #expected = new Map();
  #closing = false;
  #onEnd;

  // `command` is {program, args, env, user}. `onEnd` is called with each end: {status, signal, expected, asked:
  // the signal that it was sent}.
  constructor(name, command, logFile, onEnd) {
    this.name = name;
    this.#command = command;
    this.#log = fs.openSync(logFile, "a");
    this.#onEnd = onEnd;
  }

  get pid() {
    return this.#child?.pid;
  }

  get isRunning() {
    return this.#child !== undefined;
  }

  // Ends with this process, stopped or not.
  start() {
    const { program, args, env, user } = this.#command;
    const as = user ? [`--reuid=${user}`, `--regid=${user}`, "--clear-groups"] : [];
    const child = spawn("setpriv", [...as, "--pdeathsig", "KILL", "--", program, ...args], {
      cwd: "/",
      env: { PATH: process.env.PATH, ...env },
      stdio: ["ignore", this.#log, this.#log],
    });
    this.#child = child;
    this.#startedAt = performance.now();
    child.on("exit", (status, signal) => this.#ended(child, status, signal));
  }

  // Ends it, and keeps it down for so long. Its end is no surprise then.
  end(signal, downMs) {
    this.#holdUntil = performance.now() + downMs;
    if (!this.#child) return;
    this.#expected.set(this.#child, signal);
    this.#child.kill(signal);
  }

  // Any end from now on is expected.
  excuse() {
    if (this.#child) this.#expected.set(this.#child, undefined);
  }

  // To it and to all that it has started.
  signalTree(signal) {
    for (const pid of treeOf(this.pid)) {
      try {
        process.kill(pid, signal);
      } catch {
        // Gone already.
      }
    }
  }

  // For good.
  async close(signal) {
    this.#closing = true;
    clearTimeout(this.#timer);
    if (this.#child) {
      this.signalTree("SIGCONT");
      const gone = new Promise((resolve) => this.#child.once("exit", resolve));
      this.#child.kill(signal);
      const limit = setTimeout(() => this.signalTree("SIGKILL"), 12_000);
      await gone;
      clearTimeout(limit);
    }
    fs.closeSync(this.#log);
  }

  #ended(child, status, signal) {
    const expected = this.#expected.has(child) || this.#closing;
    const asked = this.#expected.get(child);
    this.#expected.delete(child);
    this.#child = undefined;
    this.#onEnd({ status, signal, expected, asked });
    if (this.#closing) return;
    const lived = performance.now() - this.#startedAt;
    this.#pause = lived > SETTLED ? 0 : Math.min(2 * this.#pause + 50, MAX_PAUSE);
    const held = Math.max(0, this.#holdUntil - performance.now());
    this.#timer = setTimeout(() => this.start(), Math.max(held, this.#pause));
  }
}

function treeOf(pid) {
  if (pid === undefined) return [];
  try {
    const children = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
    return [pid, ...children.split(" ").filter(Boolean).map(Number).flatMap(treeOf)];
  } catch {
    return [];
  }
}
