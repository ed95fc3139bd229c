// A stack that the last release has made, and whose programs are replaced one by one.

import assert from "node:assert/strict";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { startStackOf } from "../../integration/lib/stack.mjs";
import { until } from "../../integration/lib/wait.mjs";
import { RELEASED } from "./version.mjs";

// A process drains before it ends.
const REPLACED_MS = 60_000;

// The programs of both versions are built.
const built = fileURLToPath(new URL("../built", import.meta.url));

export class Deployment {
  // `options` are those of the last release's ./dev up. The caller must stop it.
  static async start(...options) {
    const deployment = new Deployment();
    const env = { PATH: `${built}:${process.env.PATH}` };
    deployment.stack = await startStackOf(RELEASED.tree, env, ...options);
    return deployment;
  }

  stop() {
    return this.stack.stop();
  }

  // NAME: of a process. The supervisor keeps the flags and the environment of the last release.
  async replace(name, version) {
    const [program] = name.split("-");
    version.install(program, path.join(this.stack.data, "bin"));
    const old = this.stack.pid(name);
    process.kill(old, "SIGTERM");
    await until(`${name} to be replaced`, () => this.stack.pid(name) !== old, REPLACED_MS);
    await until(`${name} of ${version} to serve`, () => this.stack.serves(name), REPLACED_MS);
    assert.ok(version.isProgramOf(this.stack.pid(name), program), `${name} is of ${version}`);
  }

  // Each line of the supervisor about a process that ended otherwise than by SIGTERM and status 0.
  crashes() {
    const lines = this.stack.read("log", "supervisor.log").split("\n");
    return lines.filter((line) => / ended with status [^0]/.test(line));
  }
}
