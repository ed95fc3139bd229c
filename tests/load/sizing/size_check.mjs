// Measures real connections to a running stack, and compares them with the calculation.

import pg from "pg";
import { newUser } from "../../integration/lib/client.mjs";
import { total } from "../../integration/lib/metrics.mjs";
import { pause, until } from "../../integration/lib/wait.mjs";
import { readTimes, useBetween } from "../limit/process_times.mjs";
import { computeSize } from "./calculation.mjs";
import { Connections } from "./connections.mjs";
import { readKernelBytes, readResidentBytes } from "./kernel_memory.mjs";

const LIMIT_MS = 300_000;
const BEAT_SECONDS = 10;
const TOKEN_SECONDS = 7200;
// Processes release memory and write back rows within it.
const SETTLE_MS = 3_000;

export class SizeCheck {
  #stack;
  #pids;
  #connections;
  #count;
  #say;

  // `pids`: of the processes of the stack, by name. `say` gets a line for each stage.
  constructor({ stack, pids, signal, say }, count) {
    this.#stack = stack;
    this.#pids = pids;
    this.#connections = new Connections(stack, signal);
    this.#count = count;
    this.#say = say;
  }

  // Returns the rows of checkTable().
  async run(load, constants) {
    try {
      return await this.#measure(load, constants);
    } finally {
      this.#connections.close();
    }
  }

  async #measure(load, constants) {
    const mine = { ...load, connections: this.#count, own_topics: 1, tls: 0, edge_connections: this.#count };
    const { memory } = computeSize(mine, constants);
    const first = await this.#openAll(this.#newUsers());
    const beats = await this.#beat();
    const restart = await this.#restartNotifications();
    const each = (bytes) => bytes / this.#count / 1000;
    const row = (what, unit, computed, measured) => ({ what, unit, computed, measured });
    const rows = [
      row("edge, memory of a connection", "KB", each(memory.edges - constants.edge_base_bytes), each(first.edge)),
      row("notifications, memory of a topic", "KB", each(memory.notifications), each(first.notifications)),
      row("database, a topic", "KB", each(memory["topics in the database"]), each(first.database)),
      row("heartbeat, edge", "µs", constants.heartbeat_us, beats.edge),
      ...this.#joinRows("first join", constants.first_join_us, first.cpu),
      row("all topics live after a restart of notifications", "s", restart.computed(constants), restart.seconds),
    ];
    // Both ends of a connection are on this machine.
    if (first.kernel !== undefined) rows.splice(1, 0, row("kernel, one end", "KB", each(memory.kernel), each(first.kernel) / 2));
    this.#connections.close();
    return rows;
  }

  #joinRows(what, computed, cpu) {
    return Object.entries(computed).map(([name, micros]) => ({
      ...{ what: `${what}, ${name}`, unit: "µs", computed: micros },
      measured: (cpu[name] / this.#count) * 1e6,
    }));
  }

  #newUsers() {
    return Array.from({ length: this.#count }, () => {
      const user = newUser("size");
      return { user, token: this.#stack.userToken(user, { ttl: TOKEN_SECONDS }) };
    });
  }

  async #openAll(users) {
    const before = await this.#state();
    const began = performance.now();
    await this.#connections.open(users);
    this.#say(`${users.length} connections joined in ${((performance.now() - began) / 1000).toFixed(1)} s`);
    await pause(SETTLE_MS);
    const after = await this.#state();
    const less = (name) => (after[name] === undefined ? undefined : after[name] - before[name]);
    const { processes } = useBetween(before.times, after.times);
    return {
      ...{ edge: less("edge"), notifications: less("notifications"), kernel: less("kernel"), database: less("database") },
      cpu: Object.fromEntries(processes.map(({ name, seconds }) => [name, seconds])),
    };
  }

  async #state() {
    return {
      times: readTimes(this.#pids),
      edge: readResidentBytes(this.#pids.edge),
      notifications: readResidentBytes(this.#pids.notifications),
      kernel: readKernelBytes(),
      database: await this.#topicBytes(),
    };
  }

  // CPU of the edge for a heartbeat, in microseconds, without what it uses at rest.
  async #beat() {
    const rest = readTimes(this.#pids);
    await pause(BEAT_SECONDS * 1000);
    const before = readTimes(this.#pids);
    const sent = await this.#connections.beat(BEAT_SECONDS);
    const after = readTimes(this.#pids);
    const edge = (from, to) => useBetween(from, to).processes.find(({ name }) => name === "edge").cpu;
    this.#say(`the edge at rest: ${(100 * edge(rest, before)).toFixed(2)} % of a core`);
    const seconds = (after.at - before.at) / 1000;
    return { edge: ((edge(before, after) - edge(rest, before)) * seconds * 1e6) / sent };
  }

  // The time from the kill until each followed topic is live, and what the CPU of it takes on one core.
  async #restartNotifications() {
    const topics = this.#count;
    await this.#stack.kill("notifications");
    const began = performance.now();
    await until("all topics to be live", () => this.#hasAllTopics(topics), LIMIT_MS);
    const seconds = (performance.now() - began) / 1000;
    const computed = ({ continue_us: micros }) => (topics * (micros.edge + micros.notifications)) / 1e6;
    return { seconds, computed };
  }

  async #hasAllTopics(topics) {
    const page = await this.#stack.metrics("notifications").catch(() => "");
    return total(page, "lossy_notifications_subscriptions") >= topics && (await this.#stack.ready());
  }

  async #topicBytes() {
    const client = new pg.Client(connectionOf(this.#stack));
    await client.connect();
    try {
      const { rows } = await client.query("SELECT pg_total_relation_size('notifications.topics') AS bytes");
      return Number(rows[0].bytes);
    } finally {
      await client.end();
    }
  }
}

const connectionOf = (stack) => ({ host: stack.read("postgres.socket").trim(), user: "lossy", database: "lossy" });
