// The database stops under load, and starts again. LOSSY_OUTAGE_SECONDS makes the outage longer;
// the diagnostics have the answers to the writers.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { reviewUnderLoad } from "./lib/busy_reviewers.mjs";
import { closeClients } from "./lib/client.mjs";
import { Postgres, mayHaveDisk } from "./lib/postgres.mjs";
import { startStack } from "./lib/stack.mjs";
import { pause, until } from "./lib/wait.mjs";

const HEALED_MS = 60_000;

const seconds = (usual) => Number(process.env.LOSSY_OUTAGE_SECONDS ?? usual);

const hasDisk = mayHaveDisk();

let postgres;
let stack;
before(async () => {
  postgres = await Postgres.start({ disk: hasDisk });
  stack = await startStack({ LOSSY_DATABASE_URL: postgres.url });
});
after(async () => {
  await closeClients();
  await stack?.stop();
  await postgres?.end();
});

// Runs `outage` under load. Panels notice nothing. Returns the answers to the writers.
async function underLoad(t, outage) {
  const { reviewers, tallies } = await reviewUnderLoad(t, stack, outage);
  for (const reviewer of reviewers) await reviewer.isHeard();
  return tallies;
}

function assertRefusals({ edits, speech }) {
  for (const { refusals } of [edits, speech]) {
    assert.ok(refusals.length > 0, "writes were refused meanwhile");
    for (const refusal of refusals) {
      assert.equal(refusal.reason, "unavailable");
      assert.ok(refusal.retry_after_ms >= 500, "with a retry time");
    }
  }
}

describe("a database under load", { timeout: 600_000 }, () => {
  test("that is killed and stays away costs no acknowledged write", async (t) => {
    const tallies = await underLoad(t, async () => {
      await postgres.kill();
      await pause(seconds(2) * 1000);
      await postgres.start();
    });
    assertRefusals(tallies);
  });

  test("that falls silent costs no acknowledged write", async (t) => {
    const tallies = await underLoad(t, async () => {
      postgres.freeze();
      await pause(seconds(7) * 1000);
      postgres.thaw();
    });
    assertRefusals(tallies);
  });

  const skip = hasDisk ? false : "only root can make it a disk that is full";
  test("that has a full disk costs no acknowledged write", { skip }, async (t) => {
    const tallies = await underLoad(t, async ({ edits, speech }) => {
      postgres.fillDisk();
      const isRefused = () => edits.refusals.length > 0 && speech.refusals.length > 0;
      await until("writes to be refused", isRefused, HEALED_MS);
      await pause(seconds(2) * 1000);
      await postgres.freeDisk();
    });
    assertRefusals(tallies);
  });

  for (const mode of ["fast", "immediate"]) {
    test(`that is restarted (${mode}) costs no acknowledged write`, (t) =>
      underLoad(t, () => postgres.restart(mode)));
  }
});
