// The primary of a PostgreSQL with a synchronous standby is lost under load. The diagnostics have how
// long a promotion took, and how long afterwards all write again.

import { after, before, describe, test } from "node:test";
import { reviewUnderLoad } from "./lib/busy_reviewers.mjs";
import { closeClients } from "./lib/client.mjs";
import { FailoverPostgres } from "./lib/failover.mjs";
import { startStack } from "./lib/stack.mjs";
import { until } from "./lib/wait.mjs";

// A promotion ends all epochs (docs/restore.md).
const EPOCHS_END = { epochsEnd: true };
const PROMOTED_MS = 60_000;

let postgres;
let stack;
before(async () => {
  postgres = await FailoverPostgres.start();
  stack = await startStack({ LOSSY_DATABASE_URL: postgres.url });
});
after(async () => {
  await closeClients();
  await stack?.stop();
  await postgres?.end();
});

// Returns when another node than `old` accepts writes.
async function promotion(t, old) {
  const start = Date.now();
  const other = postgres.nodes.find((node) => node !== old);
  await until("the standby to be promoted", () => other.isPrimary(), PROMOTED_MS);
  t.diagnostic(`promoted after ${Date.now() - start} ms`);
}

const standby = () => until("a synchronous standby", () => postgres.isSynchronous(), PROMOTED_MS);

describe("a primary under load", { timeout: 600_000 }, () => {
  test("that is killed costs no acknowledged write, and none is doubled", async (t) => {
    const old = await postgres.primary();
    t.after(async () => {
      old.start();
      await standby();
    });
    await reviewUnderLoad(t, stack, async () => {
      await old.kill();
      await promotion(t, old);
    }, EPOCHS_END);
  });

  test("that falls silent and returns as a standby costs no acknowledged write", async (t) => {
    const old = await postgres.primary();
    await reviewUnderLoad(t, stack, async () => {
      old.signal("SIGSTOP");
      await promotion(t, old);
      old.signal("SIGCONT");
    }, EPOCHS_END);
    await standby();
  });
});
