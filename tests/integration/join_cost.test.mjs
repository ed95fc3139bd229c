// The signatures, verifications and statements of a join, exactly. A join that costs more fails here; one
// that costs less gets new numbers.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import pg from "pg";
import { Client, closeClients, newUser } from "./lib/client.mjs";
import { recordCosts } from "./lib/costs.mjs";
import { total } from "./lib/metrics.mjs";
import { Postgres } from "./lib/postgres.mjs";
import { startStack } from "./lib/stack.mjs";

const USERS = 20;
const PROCESSES = ["edge", "notes", "video", "notifications"];

// The uses of keys of one join of a user whom no process has served yet: the edge verifies the user's
// token and signs one for notes, and notes verifies that. Notes has one token for video for all users.
const FIRST_JOIN = { edge: [1, 1], notes: [0, 1], video: [0, 0], notifications: [0, 0] };
// Of a later join with the same token.
const LATER_JOIN = { edge: [0, 0], notes: [0, 0], video: [0, 0], notifications: [0, 0] };

let postgres;
let client;
let stack;

before(async () => {
  postgres = await Postgres.start({
    settings: () => "shared_preload_libraries=pg_stat_statements\n",
  });
  client = new pg.Client({ host: postgres.host, user: "lossy", database: "postgres" });
  await client.connect();
  await client.query("CREATE EXTENSION pg_stat_statements");
  // No process renews a token during the test.
  stack = await startStack({
    LOSSY_DATABASE_URL: postgres.url,
    LOSSY_INTERNAL_TOKEN_SECONDS: "86400",
  });
});
after(async () => {
  await closeClients();
  await client?.end();
  await stack?.stop();
  await postgres?.end();
});

// Resolves to [signatures, verifications] by a key, of each process.
async function keyUses() {
  const uses = {};
  for (const name of PROCESSES) {
    const page = await stack.metrics(name);
    const by = (operation) => total(page, "lossy_tokens_total", { operation, source: "key" });
    uses[name] = [by("sign"), by("verify")];
  }
  return uses;
}

// Resolves to the number of calls of the statements that contain the text.
async function calls(text) {
  const { rows } = await client.query(
    "SELECT coalesce(sum(calls), 0)::int AS calls FROM pg_stat_statements WHERE strpos(query, $1) > 0 AND strpos(query, 'pg_stat_statements') = 0",
    [text],
  );
  return rows[0].calls;
}

// Resolves to the statements of each of `count` operations since the last reset. A periodic statement, which
// runs less than once for two of them, is rounded to none.
async function statementsOf(count) {
  const { rows } = await client.query(
    "SELECT coalesce(sum(round(calls / $1::numeric)), 0)::int AS statements FROM pg_stat_statements " +
      "WHERE strpos(query, 'pg_stat_statements') = 0",
    [count],
  );
  return rows[0].statements;
}

const state = async () => ({
  keys: await keyUses(),
  settings: await calls("user_settings"),
  newTopics: await calls("INSERT INTO topics"),
});

// Joins one after the other, and resolves to what all joins cost together. Records their statements by `name`, if there is one.
async function costOf(users, name) {
  await client.query("SELECT pg_stat_statements_reset()");
  const earlier = await state();
  for (const { id, token } of users) await new Client(stack, token).join(`notes:user:${id}`);
  const now = await state();
  if (name) recordCosts({ [`join.${name}.statements`]: await statementsOf(users.length) });
  const less = (name) => now.keys[name].map((count, i) => count - earlier.keys[name][i]);
  return {
    keys: Object.fromEntries(PROCESSES.map((name) => [name, less(name)])),
    settings: now.settings - earlier.settings,
    newTopics: now.newTopics - earlier.newTopics,
  };
}

const times = (cost, count) =>
  Object.fromEntries(
    Object.entries(cost).map(([name, uses]) => [name, uses.map((use) => use * count)]),
  );

describe("a join of a user's notes", { timeout: 120_000 }, () => {
  let users;
  before(async () => {
    users = Array.from({ length: USERS + 1 }, () => newUser("cost")).map((id) => ({
      id,
      token: stack.userToken(id),
    }));
    // The processes sign and verify their own tokens for the first user.
    await costOf([users.pop()]);
  });

  test("uses each key once for a new user, reads the settings once and makes the topic once", async () => {
    assert.deepEqual(await costOf(users, "new"), {
      keys: times(FIRST_JOIN, USERS),
      settings: USERS,
      newTopics: USERS,
    });
  });

  test("uses no key again for the same token, and makes no topic", async () => {
    assert.deepEqual(await costOf(users, "known"), {
      keys: times(LATER_JOIN, USERS),
      settings: USERS,
      newTopics: 0,
    });
  });
});
