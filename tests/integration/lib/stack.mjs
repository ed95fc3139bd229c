// A whole Lossy for tests: started by ./dev up, on ports and in a folder of its own.

import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { whenInterrupted } from "./interrupted.mjs";
import { readMetrics } from "./metrics.mjs";
import { freeBasePort } from "./ports.mjs";
import { claimsOf, signToken, signerFromJwk } from "./tokens.mjs";
import { until } from "./wait.mjs";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../..", import.meta.url));

const OFFSETS = { edge: 0, video: 101, agent: 102, notes: 103, notifications: 104, admin: 105 };

// The one that all test files share; run.mjs starts it.
export function sharedStack() {
  const place = process.env.LOSSY_TEST_STACK;
  if (!place) throw new Error("run it by ./dev test PATTERN, which starts what it needs");
  return new Stack(JSON.parse(place));
}

// Replica 2 of video is video-2, ten ports behind video.
function offsetOf(name) {
  const [program, number = 1] = name.split("-");
  return OFFSETS[program] + 10 * (number - 1);
}

// `options` are those of ./dev up. The caller must stop it.
export const startStack = (env = {}, ...options) => startStackOf(root, env, ...options);

// The same by the ./dev of another checkout, whose folder is `tree`.
export async function startStackOf(tree, env = {}, ...options) {
  const data = fs.mkdtempSync(path.join(os.tmpdir(), "lossy-test-"));
  const tls = options.includes("--tls");
  const stack = new Stack({ tree, port: await freeBasePort(), data, env, tls });
  stack.endWhenInterrupted();
  try {
    await stack.dev("up", "--detach", ...options);
  } catch (error) {
    throw new Error(`the stack did not start:\n${error.stderr ?? error}`);
  }
  return stack;
}

export class Stack {
  #keepWhenInterrupted;

  // `tls`: the edges serve https and wss (lib/https.mjs). `tree` is the checkout whose ./dev runs it.
  constructor({ port, data, env = {}, tls = false, tree = root }) {
    Object.assign(this, { port, data, env, tls, tree });
  }

  place() {
    const { port, data, env, tls, tree } = this;
    return JSON.stringify({ port, data, env, tls, tree });
  }

  // Runs ./dev for this stack. Answers standard output.
  async dev(...args) {
    const options = { env: this.#environment(), maxBuffer: 16 << 20 };
    const { stdout } = await run(path.join(this.tree, "dev"), args, options);
    return stdout.trim();
  }

  #environment() {
    return { ...process.env, LOSSY_PORT: this.port, LOSSY_DATA: this.data, ...this.env };
  }

  // Its processes are no children of the test.
  endWhenInterrupted() {
    const options = { env: this.#environment(), stdio: "ignore" };
    const down = () => spawnSync(path.join(this.tree, "dev"), ["down"], options);
    this.#keepWhenInterrupted = whenInterrupted(down);
  }

  async stop() {
    await this.dev("down");
    this.#keepWhenInterrupted?.();
    fs.rmSync(this.data, { recursive: true, force: true });
  }

  url(pathname = "/", edge = "edge") {
    return `http${this.tls ? "s" : ""}://localhost:${this.port + offsetOf(edge)}${pathname}`;
  }

  socketUrl(edge = "edge") {
    return `ws${this.tls ? "s" : ""}://localhost:${this.port + offsetOf(edge)}/socket`;
  }

  address(name) {
    return `127.0.0.1:${this.port + offsetOf(name)}`;
  }

  // The address at which operators ask a process.
  adminAddress(name) {
    return name.startsWith("edge") ? `127.0.0.1:${this.port + offsetOf(name) + 300}` : this.address(name);
  }

  metricsAddress(name) {
    const offset = offsetOf(name) + (name.startsWith("edge") ? 200 : 100);
    return `127.0.0.1:${this.port + offset}`;
  }

  metrics(name) {
    return readMetrics(this.metricsAddress(name));
  }

  read(...segments) {
    return fs.readFileSync(path.join(this.data, ...segments), "utf8");
  }

  key(...segments) {
    return signerFromJwk(JSON.parse(this.read("keys", ...segments)));
  }

  // As the identity provider signs it.
  userToken(user, options) {
    return signToken(this.key("user.jwk"), claimsOf(user, options));
  }

  // As the edge or an operator signs it for a service.
  internalToken(user, role = "user") {
    return signToken(this.key("internal", "operator.jwk"), claimsOf(user, { role }));
  }

  pid(name) {
    const pid = Number(this.read("run", `${name}.pid`));
    // To kill 0 would be to kill oneself.
    assert.ok(pid > 1, `the id of ${name}`);
    return pid;
  }

  // Returns when another process has taken the dead one's place.
  async kill(name, signal = "SIGKILL") {
    const pid = this.pid(name);
    process.kill(pid, signal);
    await until(`${name} to be started again`, () => this.pid(name) !== pid);
  }

  // Keeps it from running until the returned function is called.
  holdDown(name) {
    const timer = setInterval(() => {
      try {
        process.kill(this.pid(name), "SIGKILL");
      } catch {
        // Dead already, and not started again yet.
      }
    }, 5);
    // A test that fails before it releases the stack must still end.
    timer.unref();
    return () => clearInterval(timer);
  }

  // False also while the edge is not there at all.
  async ready(edge = "edge") {
    const response = await fetch(this.url("/readyz", edge)).catch(() => ({ ok: false }));
    return response.ok;
  }

  // The same of any process of ours, or of a part of it.
  serves(name, part = "") {
    if (name.startsWith("edge")) return this.ready(name);
    const health = path.join(this.data, "bin", "health");
    const target = part ? `${this.address(name)}/${part}` : this.address(name);
    return run(health, [target]).then(() => true, () => false);
  }
}
