// Counts the statements that a PostgreSQL of a test's own executes. It must preload pg_stat_statements.

import pg from "pg";
import { until } from "./wait.mjs";

const MINUTE = "interval '60 seconds'";
// The counter's own statements do not count.
const OF_OTHERS = "query NOT LIKE '%/* counter */%'";

const TOPIC_ROWS = `SELECT coalesce(sum(idx_tup_fetch + seq_tup_read), 0)::int AS rows
  FROM pg_stat_user_tables WHERE schemaname = 'notifications' AND relname = 'topics'`;

export class StatementCounter {
  #client;

  // The caller must close it.
  static async open(postgres) {
    const counter = new StatementCounter();
    counter.#client = new pg.Client({ host: postgres.host, user: "lossy", database: "postgres" });
    await counter.#client.connect();
    await counter.query("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
    return counter;
  }

  // Returns the rows.
  async query(sql, parameters = []) {
    const { rows } = await this.#client.query(`${sql} /* counter */`, parameters);
    return rows;
  }

  // Counts for a minute: the statements, the rows of the topics' table that were read, and a table with
  // the count and the text of each statement, most frequent first.
  async countMinute() {
    await this.query("SELECT pg_stat_statements_reset()");
    const rowsBefore = await this.#topicRows();
    await until("a minute to pass", () => this.#minuteIsOver(), 120_000);
    const topicRows = (await this.#topicRows()) - rowsBefore;
    const counts = await this.query(
      `SELECT calls::int, query FROM pg_stat_statements WHERE ${OF_OTHERS} ORDER BY calls DESC`,
    );
    const statements = counts.reduce((sum, { calls }) => sum + calls, 0);
    const lines = counts.map(({ calls, query }) => `${calls} ${query.replace(/\s+/g, " ").slice(0, 100)}`);
    return { statements, topicRows, table: lines.join("\n") };
  }

  async #minuteIsOver() {
    const [{ over }] = await this.query(
      `SELECT clock_timestamp() >= stats_reset + ${MINUTE} AS over FROM pg_stat_statements_info`,
    );
    return over;
  }

  async #topicRows() {
    const [{ rows }] = await this.query(TOPIC_ROWS);
    return rows;
  }

  close() {
    return this.#client.end();
  }
}
