// The processes of one Lossy, with a link between any two, and a hand on each.

import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { freeBasePort } from "../../integration/lib/ports.mjs";
import { Stack } from "../../integration/lib/stack.mjs";
import { STEP_CLOCK_LIBRARY, setClock } from "../../integration/lib/step_clock.mjs";
import { until } from "../../integration/lib/wait.mjs";
import { commandsOf, listenPort } from "./commands.mjs";
import { Disk } from "./disk.mjs";
import { Member } from "./member.mjs";
import { Wiring } from "./wiring.mjs";

const run = promisify(execFile);
const READY_MS = 90_000;

// The product's limits for a client or a process that fails silently are shorter than
// its defaults. All events of a run are kept, so that they can be counted in the end.
const FLAGS = {
  LOSSY_PING_SECONDS: "4",
  LOSSY_IDLE_SECONDS: "8",
  LOSSY_SOCKET_EXPIRY_SECONDS: "10",
  LOSSY_HISTORY_EVENTS: "100000",
  LOSSY_HISTORY_BYTES: "100000000",
};

export class Fleet {
  members = new Map();
  #wiring = new Wiring();
  #record;

  // `record` is called with each end of a process. The caller must close the fleet.
  static async start({ data, replicas = 1, record }) {
    const fleet = new Fleet();
    fleet.#record = record;
    fleet.stack = new Stack({ port: await freeBasePort(), data });
    fleet.disk = await Disk.mount(data);
    const options = replicas > 1 ? ["--nats", `--replicas=${replicas}`] : [];
    await fleet.stack.dev("up", "--detach", ...options);
    const commands = commandsOf(fleet.stack);
    await fleet.stack.dev("down");
    await fleet.#launch(commands);
    return fleet;
  }

  // As plan.mjs wants it; the same for each start.
  get shape() {
    const links = Object.keys(this.#wiring.links).sort();
    return { members: [...this.members.keys()].sort(), links, disk: this.disk.isOurs };
  }

  link(name) {
    return this.#wiring.links[name];
  }

  // The ports by which clients reach the edges.
  clientPorts() {
    return this.#wiring.clientPorts();
  }

  // The address of a service, without a link.
  address(name) {
    return `127.0.0.1:${this.#ports[name]}`;
  }

  async awaitReady() {
    await until("all processes to be ready", () => this.#isReady(), READY_MS);
  }

  async close() {
    const members = [...this.members.values()];
    const stores = members.filter(({ name }) => ["postgres", "nats"].includes(name));
    const programs = members.filter((member) => !stores.includes(member));
    await Promise.all(programs.map((member) => member.close("SIGKILL")));
    await Promise.all(stores.map((member) => member.close("SIGINT")));
    await this.#wiring.close();
    await this.disk.unmount();
  }

  #ports = {};

  async #launch(commands) {
    const postgres = await freeBasePort();
    const nats = commands.nats && natsPort(this.stack);
    for (const [name, command] of Object.entries(commands)) {
      this.#ports[name] = listenPort(command);
      command.env = { ...command.env, ...FLAGS };
    }
    this.#giveClocks(commands);
    commands.postgres.args.push("-c", "listen_addresses=127.0.0.1", "-c", `port=${postgres}`);
    if (process.getuid() === 0) commands.postgres.user = "postgres";
    const wired = await this.#wiring.connect(commands, { postgres, nats });
    for (const [name, command] of Object.entries(wired)) {
      const log = path.join(this.stack.data, "log", `${name}.log`);
      const onEnd = (end) => this.#record({ k: "end", member: name, ...end });
      this.members.set(name, new Member(name, command, log, onEnd));
    }
    for (const member of this.members.values()) member.start();
    await this.awaitReady();
  }

  // NATS is linked without the C library, so its clock stays.
  #giveClocks(commands) {
    const folder = path.join(this.stack.data, "clocks");
    fs.mkdirSync(folder, { recursive: true });
    // The database's own user cannot read what was built.
    const library = path.join(folder, path.basename(STEP_CLOCK_LIBRARY));
    fs.copyFileSync(STEP_CLOCK_LIBRARY, library);
    for (const name of Object.keys(commands).filter((each) => each !== "nats")) {
      setClock(this.stack, name, 0);
      const clock = { LD_PRELOAD: library, STEP_CLOCK_FILE: path.join(folder, name) };
      commands[name].env = { ...commands[name].env, ...clock };
    }
  }

  async #isReady() {
    const members = [...this.members.values()];
    if (!members.every(({ isRunning }) => isRunning)) return false;
    const names = [...this.members.keys()].filter((name) => this.#ports[name]);
    const edges = names.filter((name) => name.startsWith("edge"));
    const services = names.filter((name) => !edges.includes(name)).map((name) => this.address(name));
    const health = path.join(this.stack.data, "bin", "health");
    const answers = await Promise.all([
      ...edges.map((name) => isEdgeReady(this.#ports[name])),
      run(health, services, { timeout: 10_000 }).then(() => true, () => false),
    ]);
    return answers.every(Boolean);
  }
}

const natsPort = (stack) => Number(stack.read("nats.conf").match(/^port: (\d+)$/m)[1]);

const isEdgeReady = (port) =>
  fetch(`http://localhost:${port}/readyz`, { signal: AbortSignal.timeout(5000) }).then(
    ({ ok }) => ok,
    () => false,
  );
