// The statements and transactions that a spoken note costs in all services, counted by PostgreSQL.

import assert from "node:assert/strict";
import test from "node:test";
import pg from "pg";
import { closeClients, newUser } from "./lib/client.mjs";
import { recordCosts } from "./lib/costs.mjs";
import { Postgres } from "./lib/postgres.mjs";
import { speak, startReview } from "./lib/review.mjs";
import { startStack } from "./lib/stack.mjs";

const NOTES = 40;

// The kept numbers, for notes of one reviewer one after another, which share no transaction.
// A change that lowers them must lower these numbers too.
const MOST_WRITES = 20;
const MOST_TRANSACTIONS = 4;

const SETTINGS = "shared_preload_libraries = 'pg_stat_statements'\npg_stat_statements.track = top\n";

// Statements that read are not counted: a relay and a dispatcher also look while they have no work.
const WRITES = "query ~* '^\\s*(WITH|INSERT|UPDATE|DELETE)\\M'";

async function speakAndWait({ audio, panel }, number) {
  const text = `the pacing of scene ${number} is too slow`;
  await speak(audio, text, number);
  await panel.next("note_created", ({ raw_transcript: raw }) => raw === text, 60_000);
}

// Returns the numbers for each note. A periodic statement, which runs less than once for two notes, is
// rounded to none.
async function countStatements(database) {
  const { rows } = await database.query(
    `SELECT coalesce(sum(round(calls / $1::numeric)) FILTER (WHERE ${WRITES}), 0)::int AS writes,
            coalesce(sum(round(calls / $1::numeric)) FILTER (WHERE query = 'BEGIN'), 0)::int
              AS transactions
     FROM pg_stat_statements`,
    [NOTES],
  );
  return rows[0];
}

// Returns the statements with their number for each note, for the message of a failure.
async function describeStatements(database) {
  const { rows } = await database.query(
    "SELECT calls::int, left(regexp_replace(query, '\\s+', ' ', 'g'), 120) AS text " +
      "FROM pg_stat_statements ORDER BY calls DESC LIMIT 40",
  );
  return rows.map(({ calls, text }) => `${(calls / NOTES).toFixed(2)} ${text}`).join("\n");
}

test("a spoken note costs few statements and few transactions", async (t) => {
  const postgres = await Postgres.start({ settings: () => SETTINGS });
  const database = new pg.Client({ host: postgres.host, user: "lossy", database: "postgres" });
  let stack;
  t.after(async () => {
    await closeClients();
    await stack?.stop();
    await database.end();
    await postgres.end();
  });
  await database.connect();
  // Without gathering the numbers do not depend on the pauses between the notes.
  stack = await startStack({ LOSSY_DATABASE_URL: postgres.url, LOSSY_OUTBOX_GATHER_MS: "0" });
  await database.query("CREATE EXTENSION pg_stat_statements");

  const review = await startReview(stack, newUser("cost"));
  for (let i = 0; i < 10; ++i) await speakAndWait(review, i);
  await database.query("SELECT pg_stat_statements_reset()");
  for (let i = 0; i < NOTES; ++i) await speakAndWait(review, 100 + i);
  const { writes, transactions } = await countStatements(database);
  const list = await describeStatements(database);
  recordCosts({ "note.writes": writes, "note.transactions": transactions });
  t.diagnostic(`for each note: ${writes} writes, ${transactions} transactions`);
  assert.ok(writes <= MOST_WRITES, `${writes} writes for each note:\n${list}`);
  assert.ok(
    transactions <= MOST_TRANSACTIONS,
    `${transactions} transactions for each note:\n${list}`,
  );
});
