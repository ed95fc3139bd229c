// A PgBouncer between the services and their database: docs/database.md.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { beginReview, continueReview, reopenPanel } from "../clients/journey.mjs";
import { Client, closeClients, newUser } from "./lib/client.mjs";
import { Tally, writeUntilAcknowledged } from "./lib/repeated_writes.mjs";
import { PgBouncer } from "./lib/pgbouncer.mjs";
import { Postgres } from "./lib/postgres.mjs";
import { awaitReview } from "./lib/review.mjs";
import { startStack } from "./lib/stack.mjs";
import { until } from "./lib/wait.mjs";

const SERVICES = ["notifications", "video", "notes", "agent"];
const HEALED_MS = 60_000;

let postgres;
let bouncer;
let stack;
before(async () => {
  postgres = await Postgres.start();
  bouncer = await PgBouncer.start(postgres, "session");
  stack = await startStack({ LOSSY_DATABASE_URL: bouncer.url });
});
after(async () => {
  await closeClients();
  await stack?.stop();
  await bouncer?.end();
  await postgres?.end();
});

const allServe = () =>
  until(
    "all services to serve",
    async () => (await Promise.all(SERVICES.map((name) => stack.serves(name)))).every(Boolean),
    HEALED_MS,
  );

async function startJourney() {
  const user = newUser();
  const review = await beginReview(new Client(stack, () => stack.userToken(user)));
  await reopenPanel(review);
  return review;
}

const say = ({ audio }, text, tally) =>
  writeUntilAcknowledged(audio, "transcript_final", { text, durationSeconds: 0 }, tally);

// True if the newest lines of a service's log contain it.
const says = (name, from, words) => stack.read("log", `${name}.log`).slice(from).includes(words);

// The notes of a review as a new socket shows them, once there are so many.
async function readNotes({ user, videoId }, count) {
  const client = new Client(stack, () => stack.userToken(user, { device: "panel" }));
  return until(
    `${count} notes`,
    async () => {
      try {
        const panel = await client.join(`notes:video:${videoId}`);
        const { notes } = await panel.push("get_notes", {});
        return notes.length >= count && notes.map((note) => note.raw_transcript);
      } catch {
        return false;
      }
    },
    HEALED_MS,
  );
}

describe("a PgBouncer in session mode", { timeout: 600_000 }, () => {
  test("lets a reviewer's journey through", async () => {
    await continueReview(await startJourney());
  });

  test("lets each service that is killed lead its outbox again", async () => {
    for (const name of SERVICES) await stack.kill(name);
    await allServe();
    const review = await awaitReview(stack);
    await say(review, "the cut is too early", new Tally());
    await review.panel.next("note_created", () => true, HEALED_MS);
  });

  test("may be restarted, which costs no acknowledged write", async () => {
    const review = await awaitReview(stack);
    const tally = new Tally();
    const said = [];
    const speak = async () => {
      const text = `the pacing of scene ${said.length} is too slow`;
      await say(review, text, tally);
      said.push(text);
    };
    for (let i = 0; i < 5; ++i) await speak();
    const restarted = bouncer.restart("session");
    for (let i = 0; i < 20; ++i) await speak();
    await restarted;
    for (let i = 0; i < 5; ++i) await speak();
    const shown = await readNotes(review, said.length);
    assert.deepEqual(shown.sort(), said.sort());
    for (const { reason } of tally.refusals) assert.equal(reason, "unavailable");
  });
});

describe("a PgBouncer in another mode", { timeout: 600_000 }, () => {
  const REASON = "a pooler in transaction or statement mode";

  for (const mode of ["transaction", "statement"]) {
    test(`is refused with the reason until its mode is right: ${mode}`, async () => {
      const lengths = new Map(SERVICES.map((name) => [name, stack.read("log", `${name}.log`).length]));
      await bouncer.restart(mode);
      // A service that starts, and those that run.
      await stack.kill("video");
      for (const name of SERVICES) {
        const isRefused = () => says(name, lengths.get(name), REASON);
        await until(`${name} to say why it does not use it`, isRefused, HEALED_MS);
      }
      const saysSo = () => says("video", lengths.get("video"), '"event":"not_ready"');
      await until("video to say so where it starts", saysSo, HEALED_MS);
      assert.equal(await stack.serves("video"), false, "and does not serve");
      await bouncer.restart("session");
      await allServe();
      await awaitReview(stack);
      await continueReview(await startJourney());
    });
  }
});
