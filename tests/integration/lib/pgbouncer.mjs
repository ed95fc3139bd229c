// A PgBouncer of a test's own, on loopback, in front of a Postgres of the test's own.

import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { freePort } from "./ports.mjs";
import { AS_POSTGRES } from "./postgres.mjs";
import { until, within } from "./wait.mjs";

const PROGRAM = "/usr/sbin/pgbouncer";

// PgBouncer's defaults, apart from what docs/database.md asks for: a server connection for each
// connection of a service, and one to spare for each service.
const configOf = ({ postgres, port, mode }) => `[databases]
lossy = host=${postgres.host} dbname=postgres user=lossy

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = ${mode}
default_pool_size = 60
`;

export class PgBouncer {
  #postgres;
  #folder;
  #port;
  #child;
  #ended;

  // The caller must end it.
  static async start(postgres, mode) {
    const bouncer = new PgBouncer();
    bouncer.#postgres = postgres;
    bouncer.#port = await freePort();
    bouncer.#folder = fs.mkdtempSync(path.join(os.tmpdir(), "lossy-pgbouncer-"));
    if (process.getuid() === 0) execFileSync("chown", ["postgres:postgres", bouncer.#folder]);
    await bouncer.#launch(mode);
    return bouncer;
  }

  // For LOSSY_DATABASE_URL.
  get url() {
    return `postgresql://lossy@127.0.0.1:${this.#port}/lossy`;
  }

  // Every connection ends; the next ones meet the new mode.
  async restart(mode) {
    await this.#stop();
    await this.#launch(mode);
  }

  async end() {
    await this.#stop();
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }

  // It ends with the test, however that ends. PgBouncer refuses to run as root.
  async #launch(mode) {
    const file = path.join(this.#folder, "pgbouncer.ini");
    fs.writeFileSync(file, configOf({ postgres: this.#postgres, port: this.#port, mode }));
    const log = fs.openSync(path.join(this.#folder, "log"), "a");
    const command = [...AS_POSTGRES, "--pdeathsig", "TERM", "--", PROGRAM, file];
    this.#child = spawn("setpriv", command, { cwd: this.#folder, stdio: ["ignore", log, log] });
    fs.closeSync(log);
    this.#ended = new Promise((resolve) => this.#child.once("close", resolve));
    await until("PgBouncer to let clients in", () => this.#answers(), 60_000);
  }

  // SIGTERM ends connections as well.
  async #stop() {
    this.#child.kill("SIGTERM");
    await within("the end of PgBouncer", this.#ended, 30_000);
  }

  async #answers() {
    const client = new pg.Client({ connectionString: this.url });
    try {
      await client.connect();
      await client.query("SELECT 1");
      await client.end();
      return true;
    } catch {
      return false;
    }
  }
}
