// A PostgreSQL with a synchronous standby, which pg_auto_failover promotes when the primary fails.

import { execFile, execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { whenInterrupted } from "./interrupted.mjs";
import { freePort } from "./ports.mjs";
import { AS_POSTGRES } from "./postgres.mjs";
import { until } from "./wait.mjs";

const run = promisify(execFile);
const BIN = "/usr/lib/postgresql/15/bin";
const STARTED_MS = 60_000;

// The monitor looks often, so that a test does not wait half a minute for it.
const MONITOR_SETTINGS = `
pgautofailover.health_check_period = 500
pgautofailover.health_check_timeout = 1000
pgautofailover.health_check_retry_delay = 200
pgautofailover.node_considered_unhealthy_timeout = 2000
pgautofailover.primary_demote_timeout = 3000
`;

class Node {
  constructor(cluster, name, port) {
    Object.assign(this, { cluster, name, port });
  }

  get folder() {
    return path.join(this.cluster.folder, this.name);
  }

  // pg_autoctl, which starts PostgreSQL and watches it.
  start() {
    this.cluster.spawn(["run", "--pgdata", this.folder], this);
  }

  // pg_autoctl, PostgreSQL and their children, also those whose parent has ended: all work in the folder.
  processes() {
    return fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
      return folderOf(pid) === this.folder && isAlive(pid);
    });
  }

  // As when its machine loses power.
  async kill() {
    await until("the node to be gone", () => {
      this.signal("SIGKILL");
      return this.processes().length === 0;
    });
  }

  // SIGSTOP and SIGCONT: as when its machine stops, and continues.
  signal(signal) {
    for (const pid of this.processes()) {
      try {
        process.kill(pid, signal);
      } catch {
        // It has just ended.
      }
    }
  }

  // True if it accepts writes.
  async isPrimary() {
    const client = new pg.Client({
      host: "127.0.0.1", port: this.port, user: "lossy", database: "lossy", connectionTimeoutMillis: 500,
    });
    client.on("error", () => {});
    try {
      await client.connect();
      const { rows } = await client.query("SELECT pg_is_in_recovery() AS standby");
      return !rows[0].standby;
    } catch {
      return false;
    } finally {
      client.end().catch(() => {});
    }
  }
}

export class FailoverPostgres {
  nodes = [];

  // The caller must end it.
  static async start() {
    const cluster = new FailoverPostgres();
    cluster.folder = fs.mkdtempSync(path.join(os.tmpdir(), "lossy-failover-"));
    if (process.getuid() === 0) execFileSync("chown", ["postgres:postgres", cluster.folder]);
    // The end of the test alone does not end nodes that have been stopped by SIGSTOP.
    cluster.keepWhenInterrupted = whenInterrupted(() => cluster.#endAtOnce());
    await cluster.#startMonitor();
    for (const name of ["first", "second"]) await cluster.#add(name);
    await until("a synchronous standby", () => cluster.isSynchronous(), STARTED_MS);
    return cluster;
  }

  // For LOSSY_DATABASE_URL.
  get url() {
    const hosts = this.nodes.map(({ port }) => `127.0.0.1:${port}`).join();
    return `postgresql://lossy@${hosts}/lossy?target_session_attrs=read-write&sslmode=disable`;
  }

  // The node that accepts writes, as soon as there is one.
  async primary(limitMs = STARTED_MS) {
    return until("a primary", async () => {
      for (const node of this.nodes) if (await node.isPrimary()) return node;
      return undefined;
    }, limitMs);
  }

  // True while a commit waits for the standby.
  async isSynchronous() {
    const { stdout } = await this.#autoctl(["show", "state", "--json", "--monitor", this.#monitorUrl]);
    const states = JSON.parse(stdout).map((node) => node.current_group_state);
    return states.includes("primary") && states.includes("secondary");
  }

  // For the end of a test, whatever state it has left this in.
  async end() {
    for (const node of [...this.nodes, this.monitor]) await node.kill();
    this.keepWhenInterrupted();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  #endAtOnce() {
    for (const node of [...this.nodes, this.monitor]) node?.signal("SIGKILL");
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  async #startMonitor() {
    this.monitor = new Node(this, "monitor", await freePort());
    await this.#create("monitor", this.monitor, []);
    fs.appendFileSync(path.join(this.monitor.folder, "postgresql.conf"), MONITOR_SETTINGS);
    this.monitor.start();
    await until("the monitor", () => this.isSynchronous().then(() => true, () => false), STARTED_MS);
  }

  async #add(name) {
    const node = new Node(this, name, await freePort());
    const options = ["--listen", "127.0.0.1", "--name", name, "--dbname", "lossy", "--username", "lossy"];
    await until("the node to be made", () =>
      this.#create("postgres", node, [...options, "--monitor", this.#monitorUrl]).then(() => true, (error) => {
        // A standby can be made when the primary is known to the monitor.
        if (!/primary|single|retry/i.test(String(error.stderr))) throw error;
        return false;
      }), STARTED_MS);
    node.start();
    this.nodes.push(node);
    if (this.nodes.length === 1) await this.primary();
  }

  get #monitorUrl() {
    return `postgres://autoctl_node@127.0.0.1:${this.monitor.port}/pg_auto_failover?sslmode=disable`;
  }

  #create(kind, node, options) {
    const place = ["--pgdata", node.folder, "--pgport", String(node.port), "--hostname", "127.0.0.1"];
    return this.#autoctl(["create", kind, ...place, "--auth", "trust", "--no-ssl", ...options]);
  }

  #autoctl(args) {
    return run("setpriv", [...AS_POSTGRES, "--", "pg_autoctl", ...args], this.#settings());
  }

  // It ends with the test, however that ends.
  spawn(args, { name, folder }) {
    const log = fs.openSync(path.join(this.folder, `${name}.log`), "a");
    const command = [...AS_POSTGRES, "--pdeathsig", "INT", "--", "pg_autoctl", ...args];
    spawn("setpriv", command, { ...this.#settings(), cwd: folder, stdio: ["ignore", log, log] });
    fs.closeSync(log);
  }

  #settings() {
    const { folder } = this;
    const env = {
      HOME: folder, PATH: `${BIN}:/usr/bin:/bin`, LANG: "C.UTF-8",
      XDG_CONFIG_HOME: `${folder}/config`, XDG_DATA_HOME: `${folder}/share`, XDG_RUNTIME_DIR: `${folder}/run`,
    };
    return { cwd: folder, env };
  }
}

// The working folder of a process; undefined if it has ended.
function folderOf(pid) {
  try {
    return fs.readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    return !/^State:\s*[ZX]/m.test(fs.readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}
