// Backups of a test's PostgreSQL by pgBackRest, as docs/backup.md describes them.

import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { AS_POSTGRES, Postgres } from "./postgres.mjs";

const run = promisify(execFile);
const STANZA = "lossy";

// Lines of postgresql.conf that keep each finished segment of the log.
export function archiving(postgres) {
  const command = `pgbackrest --config=${configuration(postgres)} --stanza=${STANZA} archive-push %p`;
  return `archive_mode=on\narchive_command='${command}'\n`;
}

const configuration = (postgres) => path.join(postgres.host, "pgbackrest.conf");

export class Backups {
  #postgres;

  // The caller must end the PostgreSQL, which has the backups in its folder.
  static async start() {
    const backups = new Backups();
    backups.#postgres = await Postgres.start({ settings: archiving });
    backups.#configure();
    await backups.#pgbackrest("stanza-create");
    return backups;
  }

  get postgres() {
    return this.#postgres;
  }

  #configure() {
    const { host, data } = this.#postgres;
    const text = `[global]
repo1-path=${host}/repository
lock-path=${host}
log-level-console=warn
log-level-file=off
spool-path=${host}/spool
start-fast=y

[${STANZA}]
pg1-path=${data}
pg1-socket-path=${host}
pg1-user=lossy
pg1-database=postgres
`;
    fs.writeFileSync(configuration(this.#postgres), text);
  }

  backup() {
    return this.#pgbackrest("backup");
  }

  // The state of that time, on a new timeline. The PostgreSQL must run before, and runs afterwards.
  async restore(time) {
    await this.#postgres.stop("fast");
    const target = time.toISOString().replace("T", " ").replace("Z", "+00");
    await this.#pgbackrest("restore", "--delta", "--type=time", `--target=${target}`, "--target-action=promote");
    await this.#postgres.start();
  }

  #pgbackrest(command, ...options) {
    const config = [`--config=${configuration(this.#postgres)}`, `--stanza=${STANZA}`];
    const args = [...AS_POSTGRES, "--", "pgbackrest", ...config, ...options, command];
    return run("setpriv", args, { cwd: this.#postgres.host });
  }
}
