// A PostgreSQL of a test's own: only the test starts it again.

import { execFile, execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { until } from "./wait.mjs";

const run = promisify(execFile);
const BIN = "/usr/lib/postgresql/15/bin";
// PostgreSQL refuses to run as root.
export const AS_POSTGRES =
  process.getuid() === 0 ? ["--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];

const SETTINGS = "log_connections=on\nlog_line_prefix='%m [%p] '\nlisten_addresses=''\n";

const RESTARTS = { fast: "SIGINT", immediate: "SIGQUIT" };

export class Postgres {
  #folder;
  #hasDisk = false;

  // With `disk` it has one of its own, small and in memory, which fillDisk fills: only root can make it.
  // `settings` returns further lines of its configuration. The caller must end it.
  static async start({ disk = false, settings = () => "" } = {}) {
    const postgres = new Postgres();
    postgres.#hasDisk = disk;
    await postgres.#create();
    fs.appendFileSync(path.join(postgres.data, "postgresql.conf"), settings(postgres));
    await postgres.start();
    return postgres;
  }

  async #create() {
    this.#folder = fs.mkdtempSync(path.join(os.tmpdir(), "lossy-postgres-"));
    if (this.#hasDisk) await run("mount", ["-t", "tmpfs", "-o", "size=160m", "none", this.#folder]);
    if (process.getuid() === 0) await run("chown", ["postgres:postgres", this.#folder]);
    const options = ["-U", "lossy", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"];
    options.push("--wal-segsize=1");
    const initdb = [...AS_POSTGRES, "--", `${BIN}/initdb`, "-D", this.data, ...options];
    await run("setpriv", initdb, { cwd: this.#folder });
    fs.appendFileSync(path.join(this.data, "postgresql.conf"), SETTINGS);
  }

  // The folder of the cluster.
  get data() {
    return path.join(this.#folder, "data");
  }

  // For LOSSY_DATABASE_URL.
  get url() {
    return `postgresql:///postgres?user=lossy&host=${encodeURIComponent(this.#folder)}`;
  }

  // The folder of its socket.
  get host() {
    return this.#folder;
  }

  get log() {
    return fs.readFileSync(path.join(this.#folder, "log"), "utf8");
  }

  // Returns when it accepts clients. It ends with the test, however that ends.
  async start() {
    const log = fs.openSync(path.join(this.#folder, "log"), "a");
    const command = [...AS_POSTGRES, "--pdeathsig", "INT", "--", `${BIN}/postgres`];
    spawn("setpriv", [...command, "-D", this.data, "-k", this.#folder], {
      cwd: this.#folder,
      stdio: ["ignore", log, log],
    });
    fs.closeSync(log);
    await until("the database to let clients in", () => this.#answers(), 60_000);
  }

  // "fast" ends connections, "immediate" leaves no time for anything.
  async restart(mode) {
    await this.stop(mode);
    await this.start();
  }

  async stop(mode) {
    const old = this.processes();
    process.kill(old[0], RESTARTS[mode]);
    await until("the database to be gone", () => !old.some(isAlive), 60_000);
  }

  // As when its machine loses power, but for what the kernel had taken.
  async kill() {
    const killed = this.processes();
    this.#signal("SIGKILL");
    await until("the database to be gone", () => !killed.some(isAlive));
  }

  // It keeps its connections, takes new ones, and says nothing.
  freeze() {
    this.#signal("SIGSTOP");
  }

  thaw() {
    this.#signal("SIGCONT");
  }

  // Not a byte is left.
  fillDisk() {
    const file = fs.openSync(this.#filler, "w");
    try {
      for (const piece of [Buffer.alloc(1 << 20), Buffer.alloc(512)]) {
        while (isWritten(file, piece));
      }
    } finally {
      fs.closeSync(file);
    }
  }

  // A server that a full disk has ended is started again.
  async freeDisk() {
    fs.rmSync(this.#filler);
    const isBack = async () => {
      if (this.processes().length === 0) await this.start();
      return this.#answers();
    };
    await until("the database to let clients in again", isBack, 60_000);
  }

  get #filler() {
    return path.join(this.#folder, "filler");
  }

  // For the end of a test, whatever state it has left this in.
  async end() {
    const left = this.processes();
    this.#signal("SIGKILL");
    await until("the database to be gone", () => !left.some(isAlive));
    if (this.#hasDisk) execFileSync("umount", [this.#folder]);
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }

  // The postmaster and what it has started; empty when it does not run.
  processes() {
    const file = path.join(this.data, "postmaster.pid");
    if (!fs.existsSync(file)) return [];
    const postmaster = Number(fs.readFileSync(file, "utf8").split("\n", 1)[0]);
    return isAlive(postmaster) ? [postmaster, ...childrenOf(postmaster)] : [];
  }

  // The postmaster first, so that it starts no others meanwhile; then whom it has.
  #signal(signal) {
    const [postmaster] = this.processes();
    if (postmaster === undefined) return;
    const children = childrenOf(postmaster);
    process.kill(postmaster, signal);
    for (const child of new Set([...children, ...childrenOf(postmaster)])) tryKill(child, signal);
  }

  // Its time: what was committed before is in the past.
  async now() {
    const client = this.#client();
    await client.connect();
    const { rows } = await client.query("SELECT clock_timestamp() AS now");
    await client.end();
    return rows[0].now;
  }

  async #answers() {
    const client = this.#client();
    try {
      await client.connect();
      await client.end();
      return true;
    } catch {
      return false;
    }
  }

  #client() {
    return new pg.Client({ host: this.#folder, user: "lossy", database: "postgres" });
  }
}

// True if this process may mount the disk that fillDisk needs.
export function mayHaveDisk() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lossy-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "none", folder], { stdio: "ignore" });
    execFileSync("umount", [folder]);
    return true;
  } catch {
    return false;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function isWritten(file, piece) {
  try {
    return fs.writeSync(file, piece) > 0;
  } catch (error) {
    if (error.code === "ENOSPC") return false;
    throw error;
  }
}

function childrenOf(pid) {
  try {
    const text = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
    return text.split(" ").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function isAlive(pid) {
  try {
    return !/^State:\s*[ZX]/m.test(fs.readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

function tryKill(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // It has just ended.
  }
}
