// Notifications, the sample service of tests/sample and an edge that knows no other, with keys of
// their own.

import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { freeBasePort } from "./ports.mjs";
import { Process, runToEnd } from "./process.mjs";
import { claimsOf, signToken, signerFromJwk } from "./tokens.mjs";
import { until } from "./wait.mjs";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../..", import.meta.url));
const PROTOS = path.join(root, "tests/sample/proto");
const SAMPLE = path.join(root, "bazel-bin/tests/sample");
const SAMPLE_DESCRIPTORS = path.join(SAMPLE, "proto/lossy/sample/v1/sample_descriptors.binpb");

const SERVICE = "lossy.sample.v1.RoomService";
// The grants of each key. The key of the rooms is an operator's, too.
const SIGNS = {
  edge: "user:lossy.sample.v1,service:lossy.notifications.v1",
  notifications: "",
  rooms: "service:lossy.notifications.v1,operator:lossy.notifications.v1",
  caller: "service:lossy.sample.v1",
};
export const ROOM_PROTO = "lossy/sample/v1/room.proto";

// The programs are those of `stack`. The caller must stop it.
export async function startRooms(stack) {
  const rooms = new Rooms(path.join(stack.data, "bin"), await freeBasePort());
  try {
    await rooms.start();
  } catch (error) {
    await rooms.stop();
    throw error;
  }
  return rooms;
}

class Rooms {
  #folder = fs.mkdtempSync(path.join(os.tmpdir(), "lossy-rooms-"));
  #processes = [];

  constructor(programs, port) {
    Object.assign(this, { programs, port });
  }

  async start() {
    for (const [name, signs] of Object.entries(SIGNS)) await this.#makeKey(name, "internal", signs);
    await this.#makeKey("user", "user");
    await this.#makeKey("edge-token", "edge-token");
    // A build meanwhile changes nothing here.
    fs.copyFileSync(path.join(SAMPLE, "room_service"), this.#file("room_service"));
    await this.#startNotifications();
    await this.#startService(this.#file("room_service"), "rooms", [
      this.#notifications(),
      // A client may send a frame of 8 MiB.
      `--max_message_bytes=${9 << 20}`,
    ]);
    await this.#startEdge(this.port, [], SAMPLE_DESCRIPTORS);
  }

  // One more edge before the same services, with the sample's descriptors or those of another file.
  // Ends with the others, or by its `stop`.
  async startEdge(flags, descriptors = SAMPLE_DESCRIPTORS) {
    const port = await freeBasePort();
    const process = await this.#startEdge(port, flags, descriptors);
    return { port, process };
  }

  async stop() {
    const statuses = [];
    while (this.#processes.length > 0) statuses.push(await this.#processes.pop().stop());
    fs.rmSync(this.#folder, { recursive: true, force: true });
    return statuses;
  }

  // Returns when another process has taken the killed one's place.
  async killNotifications() {
    await this.notifications.kill();
    await this.#startNotifications();
  }

  socketUrl() {
    return `ws://localhost:${this.port}/socket`;
  }

  // The address of the sample service.
  get serviceAddress() {
    return this.#address("rooms");
  }

  // The flags by which another program calls the sample service.
  get callerIdentity() {
    return this.#identityFlags("caller");
  }

  userToken(user, options) {
    const jwk = JSON.parse(fs.readFileSync(this.#file("user.jwk"), "utf8"));
    return signToken(signerFromJwk(jwk), claimsOf(user, options));
  }

  // `command` is lossyctl's, about the sockets of a user.
  operate(command, user) {
    const flags = [`--key=${this.#file("rooms.jwk")}`, `--user=${user}`, this.#notifications()];
    return run(path.join(this.programs, "lossyctl"), [command, ...flags]);
  }

  // Writes the descriptors of the contract as `edit` leaves it. Returns their file, `descriptors` or a new
  // one.
  async compile(edit, descriptors) {
    const folder = fs.mkdtempSync(this.#file("contract-"));
    const proto = path.join(folder, ROOM_PROTO);
    fs.mkdirSync(path.dirname(proto), { recursive: true });
    const original = fs.readFileSync(path.join(PROTOS, ROOM_PROTO), "utf8");
    fs.writeFileSync(proto, edit(original));
    const out = descriptors ?? path.join(folder, "descriptors.binpb");
    const imports = [folder, path.join(root, "proto")].map((each) => `-I${each}`);
    await run("protoc", [...imports, `--descriptor_set_out=${out}`, "--include_imports", proto]);
    return out;
  }

  // The output of another edge that starts with the contract as `edit` leaves it.
  async startWith(edit, upstreams = this.#upstreams()) {
    const descriptors = await this.compile(edit);
    const flags = [...this.#edgeFlags(descriptors), "--listen=127.0.0.1:0", upstreams];
    return runToEnd(path.join(this.programs, "edge"), flags);
  }

  #file(name) {
    return path.join(this.#folder, name);
  }

  #makeKey(kid, set, signs = "") {
    const flags = [`--kid=${kid}`, `--private_out=${this.#file(kid)}.jwk`, `--signs=${signs}`];
    return run(path.join(this.programs, "lossyctl"), [
      ...["keys", "generate", ...flags, `--jwks_out=${this.#file(set)}.jwks`],
    ]);
  }

  #address(name) {
    return `127.0.0.1:${this.port + { rooms: 101, notifications: 104 }[name]}`;
  }

  #notifications() {
    return `--notifications=${this.#address("notifications")}`;
  }

  #upstreams() {
    return `--upstreams=${SERVICE}=${this.#address("rooms")}`;
  }

  #identityFlags(name) {
    const key = `--internal_key=${this.#file(name)}.jwk`;
    return [key, `--internal_jwks=${this.#file("internal")}.jwks`];
  }

  #edgeFlags(descriptors) {
    return [
      ...this.#identityFlags("edge"),
      `--descriptors=${descriptors}`,
      this.#upstreams(),
      this.#notifications(),
      `--jwks=${this.#file("user")}.jwks`,
      `--token_key=${this.#file("edge-token")}.jwk`,
      `--token_jwks=${this.#file("edge-token")}.jwks`,
    ];
  }

  #launch(program, flags) {
    const process = new Process(program, flags);
    this.#processes.push(process);
    return process;
  }

  async #startEdge(port, flags, descriptors) {
    const all = [...this.#edgeFlags(descriptors), `--listen=localhost:${port}`, ...flags];
    const process = this.#launch(path.join(this.programs, "edge"), all);
    const ready = () => this.#isReady(port);
    await until("the edge to be ready", ready).catch((error) => {
      throw new Error(`${error.message}\n${process.stderr}`);
    });
    return process;
  }

  async #startService(program, name, flags) {
    const address = this.#address(name);
    const all = [`--listen=${address}`, ...this.#identityFlags(name), ...flags];
    const process = this.#launch(program, all);
    const health = path.join(this.programs, "health");
    const isWell = () => run(health, [address]).then(Boolean, () => false);
    await until(`${name} to be well: ${program}`, isWell);
    return process;
  }

  async #startNotifications() {
    const program = path.join(this.programs, "notifications");
    this.notifications = await this.#startService(program, "notifications", []);
  }

  #isReady(port) {
    const url = `http://localhost:${port}/readyz`;
    return fetch(url).then(({ ok }) => ok, () => false);
  }
}
