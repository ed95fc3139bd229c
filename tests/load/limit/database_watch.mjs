// Samples the waits of the database's sessions, and counts its statements, commits and WAL syncs.

import pg from "pg";
import { pause, within } from "../../integration/lib/wait.mjs";

const SAMPLE_MS = 50;
const LIMIT_MS = 10_000;
const NAME = "find-limit";

// A session in a transaction that waits for its client holds its locks; an idle one waits for nothing.
const WAITS = `SELECT coalesce(wait_event_type || ':' || wait_event, 'CPU') AS event, count(*)::int AS sessions
  FROM pg_stat_activity WHERE state <> 'idle' AND backend_type = 'client backend' AND application_name <> '${NAME}'
  GROUP BY 1`;
const COUNTS = `SELECT (SELECT sum(xact_commit)::int8 FROM pg_stat_database) AS commits,
  (SELECT sum(deadlocks)::int8 FROM pg_stat_database) AS deadlocks,
  (SELECT wal_sync FROM pg_stat_wal) AS syncs`;
// A session of the watch runs BEGIN-less statements only, whose texts have this mark.
const MARK = "/* find-limit */";
const STATEMENTS = `SELECT coalesce(sum(calls), 0)::int8 AS statements FROM pg_stat_statements
  WHERE query NOT LIKE '%${MARK}%'`;

export class DatabaseWatch {
  #client;
  #hasStatements = false;
  #samples = 0;
  #sessions = new Map();
  #running = false;
  #ended;
  #own = 0;

  // `connection` is the configuration of a superuser for pg.Client. Statements are counted if the server
  // preloads pg_stat_statements; its extension is made in that database.
  static async open(connection) {
    const watch = new DatabaseWatch();
    watch.#client = new pg.Client({ ...connection, application_name: NAME, connectionTimeoutMillis: LIMIT_MS });
    await watch.#client.connect();
    const [{ loaded }] = await watch.#query(
      "SELECT current_setting('shared_preload_libraries') LIKE '%pg_stat_statements%' AS loaded",
    );
    if (loaded) await watch.#query("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
    watch.#hasStatements = loaded;
    return watch;
  }

  // Begins to sample waits.
  start() {
    this.#samples = 0;
    this.#sessions.clear();
    this.#running = true;
    this.#ended = this.#sample();
  }

  // Returns the mean number of sessions for each wait since start(): [{ event, sessions }]. Sessions that
  // compute wait for nothing, and are not there.
  async stop() {
    this.#running = false;
    await this.#ended;
    const waits = [...this.#sessions].filter(([event]) => event !== "CPU");
    return waits.map(([event, sessions]) => ({ event, sessions: sessions / Math.max(1, this.#samples) }));
  }

  // Returns { statements (undefined: not counted), commits, syncs, deadlocks } since the start of the server,
  // without those of this watch.
  async counts() {
    const own = this.#own;
    const [{ commits, syncs, deadlocks }] = await this.#query(COUNTS);
    const counts = { commits: Number(commits) - own, syncs: Number(syncs), deadlocks: Number(deadlocks) };
    if (!this.#hasStatements) return { ...counts, statements: undefined };
    const [{ statements }] = await this.#query(STATEMENTS);
    return { ...counts, statements: Number(statements) };
  }

  close() {
    return this.#client.end();
  }

  async #sample() {
    while (this.#running) {
      for (const { event, sessions } of await this.#query(WAITS)) {
        this.#sessions.set(event, (this.#sessions.get(event) ?? 0) + sessions);
      }
      ++this.#samples;
      await pause(SAMPLE_MS);
    }
  }

  async #query(sql) {
    ++this.#own;
    const { rows } = await within("the database", this.#client.query(`${sql} ${MARK}`), LIMIT_MS);
    return rows;
  }
}
