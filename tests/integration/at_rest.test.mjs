// A stack without clients: the statements that its processes send to the database, and the rows that
// they read. Both are counted by PostgreSQL, and do not depend on the speed of the machine.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { total } from "./lib/metrics.mjs";
import { recordCosts } from "./lib/costs.mjs";
import { Postgres } from "./lib/postgres.mjs";
import { StatementCounter } from "./lib/statements.mjs";
import { startStack } from "./lib/stack.mjs";

// The most statements of all processes in a minute, BEGIN and COMMIT included.
const STATEMENTS = 300;
// More topics than one portion of the trimmer's pass has.
const TOPICS = 20_000;
// The most rows of the topics' table that are read in a minute: two portions of the pass.
const TOPIC_ROWS = 2_000;

let postgres;
let counter;
let stack;
before(async () => {
  const settings = () => "shared_preload_libraries=pg_stat_statements\n";
  postgres = await Postgres.start({ settings });
  counter = await StatementCounter.open(postgres);
  stack = await startStack({ LOSSY_DATABASE_URL: postgres.url });
});
after(async () => {
  await stack?.stop();
  await counter?.close();
  await postgres?.end();
});

// Counts minutes until one is within the bounds: after its start, a process looks around more often.
async function countAtRest(isWithin) {
  let minute;
  for (let i = 0; i < 4; ++i) {
    minute = await counter.countMinute();
    if (isWithin(minute)) break;
  }
  return minute;
}

// Notifications has no presences, and no other replica.
const presenceTicks = async () =>
  total(await stack.metrics("notifications"), "lossy_notifications_presence_ticks_total");

describe("A stack at rest", () => {
  test("sends at most five statements per second, and looks for no presences", { timeout: 600_000 }, async (t) => {
    const before = await presenceTicks();
    const minute = await countAtRest(({ statements }) => statements <= STATEMENTS);
    recordCosts({ "at_rest.statements_in_a_minute": minute.statements });
    t.diagnostic(`${minute.statements} statements in a minute\n${minute.table}`);
    assert.ok(minute.statements <= STATEMENTS, `${minute.statements} statements:\n${minute.table}`);
    assert.equal(await presenceTicks(), before, "notifications looked for presences");
  });

  test("costs the same with many topics without use", { timeout: 600_000 }, async (t) => {
    await counter.query(
      "INSERT INTO notifications.topics (topic, epoch, head, gone) " +
        "SELECT 'idle:' || i, 'e', 1, 1 FROM generate_series(1, $1::int) AS g(i)",
      [TOPICS],
    );
    const isWithin = ({ statements, topicRows }) =>
      statements <= STATEMENTS && topicRows <= TOPIC_ROWS;
    const minute = await countAtRest(isWithin);
    t.diagnostic(`${minute.topicRows} rows of topics in a minute`);
    assert.ok(isWithin(minute), `${minute.topicRows} rows, ${minute.statements} statements:\n${minute.table}`);
  });
});
