// One process of a test's own. It ends with the test, however that ends.

import { spawn } from "node:child_process";
import { within } from "./wait.mjs";

// Its environment is empty, so that no flag comes from there.
function launch(program, args) {
  const command = ["--pdeathsig", "TERM", "--", program, ...args];
  const child = spawn("setpriv", command, {
    env: { PATH: process.env.PATH },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const run = { child, stderr: "" };
  child.stderr.on("data", (data) => (run.stderr += data));
  run.ended = new Promise((resolve) => child.on("close", resolve));
  return run;
}

export class Process {
  #run;

  constructor(program, args) {
    this.#run = launch(program, args);
  }

  get pid() {
    return this.#run.child.pid;
  }

  // Its output so far.
  get stderr() {
    return this.#run.stderr;
  }

  // Returns when the process has ended, however suddenly.
  async kill() {
    this.#run.child.kill("SIGKILL");
    await within(`the end of ${this.#run.child.spawnargs[3]}`, this.#run.ended, 15_000);
  }

  // Its exit status.
  async stop() {
    this.#run.child.kill("SIGTERM");
    return within(`the end of ${this.#run.child.spawnargs[3]}`, this.#run.ended, 15_000);
  }
}

// For a program that is expected to end by itself.
export async function runToEnd(program, args) {
  const run = launch(program, args);
  try {
    const status = await within(`the end of ${program}`, run.ended);
    return { status, stderr: run.stderr };
  } finally {
    run.child.kill("SIGKILL");
  }
}
