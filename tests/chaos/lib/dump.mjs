// The log of notifications, put back to what it was: as an operator does, with pg_dump and psql.

import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const BIN = "/usr/lib/postgresql/15/bin";
const SCHEMA = "notifications";
const TRIES = 5;
const LIMIT_MS = 30_000;

// The port is part of the socket's name.
function portOf(folder) {
  const names = fs.readdirSync(folder).map((name) => /^\.s\.PGSQL\.(\d+)$/.exec(name)?.[1]);
  return names.find(Boolean);
}

export class Dump {
  #host;
  #file;

  static async take(stack, name) {
    const dump = new Dump();
    dump.#host = stack.read("postgres.socket").trim();
    dump.#file = path.join(stack.data, `${name}.sql`);
    await dump.#call("pg_dump", ["-n", SCHEMA, "-f", dump.#file, "lossy"]);
    return dump;
  }

  // In one transaction, as docs/restore.md says. Another's lock may be in the way.
  async load() {
    const drop = `DROP SCHEMA ${SCHEMA} CASCADE`;
    const args = ["-q", "-1", "-v", "ON_ERROR_STOP=1", "-c", drop, "-f", this.#file, "lossy"];
    for (let left = TRIES; ; --left) {
      try {
        return await this.#call("psql", args);
      } catch (error) {
        if (left === 1) throw error;
      }
    }
  }

  #call(program, args) {
    const connection = ["-h", this.#host, "-p", portOf(this.#host), "-U", "lossy"];
    return run(path.join(BIN, program), [...connection, ...args], { timeout: LIMIT_MS, cwd: "/" });
  }
}
