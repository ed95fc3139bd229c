// A database, and a role, that give each session settings which are not what the services need.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import pg from "pg";
import { closeClients } from "./lib/client.mjs";
import { Tally, writeUntilAcknowledged } from "./lib/repeated_writes.mjs";
import { Postgres } from "./lib/postgres.mjs";
import { startReview } from "./lib/review.mjs";
import { startStack } from "./lib/stack.mjs";
import { until } from "./lib/wait.mjs";

const REVIEWERS = 4;
const SENTENCES = 8;
const ALL_THERE_MS = 60_000;

const INHERITED = {
  default_transaction_isolation: "serializable",
  client_encoding: "LATIN1",
  standard_conforming_strings: "off",
  TimeZone: "Asia/Kathmandu",
  DateStyle: "SQL, DMY",
  IntervalStyle: "sql_standard",
  bytea_output: "escape",
  extra_float_digits: "-15",
  search_path: "public",
  synchronous_commit: "off",
  array_nulls: "off",
  plan_cache_mode: "force_custom_plan",
  idle_session_timeout: "3s",
  lock_timeout: "1h",
};

let postgres;
let stack;
before(async () => {
  postgres = await Postgres.start();
  const client = new pg.Client({ host: postgres.host, user: "lossy", database: "postgres" });
  await client.connect();
  for (const [name, value] of Object.entries(INHERITED)) {
    await client.query(`ALTER DATABASE postgres SET ${name} = '${value}'`);
  }
  await client.query("ALTER ROLE lossy SET row_security = on");
  await client.end();
  stack = await startStack({ LOSSY_DATABASE_URL: postgres.url });
});
after(async () => {
  await closeClients();
  await stack?.stop();
  await postgres?.end();
});

describe("with the settings of a database that is not ours", { timeout: 300_000 }, () => {
  test("no simultaneous words of reviewers are lost, changed or refused", async () => {
    const reviews = await Promise.all(Array.from({ length: REVIEWERS }, () => startReview(stack)));
    const tally = new Tally();
    const say = async ({ audio }, number) => {
      const text = `the pacing of scene ${number} is too slow: größer, 日本語, 🎬, it's "so" \\`;
      await writeUntilAcknowledged(audio, "transcript_final", { text, durationSeconds: 0 }, tally);
      return text;
    };
    const said = await Promise.all(
      reviews.map((review) =>
        Promise.all(Array.from({ length: SENTENCES }, (_, number) => say(review, number))),
      ),
    );
    for (const [index, { meta, panel }] of reviews.entries()) {
      const notes = await until(
        "all notes",
        async () => {
          const { notes } = await panel.push("get_notes", {});
          return notes.length === SENTENCES && notes;
        },
        ALL_THERE_MS,
      );
      assert.deepEqual(notes.map((note) => note.raw_transcript).sort(), said[index].sort());
      const isCounted = async () => {
        const { videos } = await meta.push("list_videos", { filters: {} });
        return videos[0].note_count === SENTENCES;
      };
      await until("the notes to be counted", isCounted, ALL_THERE_MS);
    }
    assert.deepEqual(tally.refusals, []);
  });

  test("numbers and times are read as they were written", async () => {
    const { panel, audio } = await startReview(stack);
    const second = 12.375;
    const before = Date.now();
    await audio.push("set_timestamp", { timestamp: second });
    const payload = { text: "the logo is too small on this screen", durationSeconds: 0 };
    await writeUntilAcknowledged(audio, "transcript_final", payload, new Tally());
    const note = await audio.next("note_created");
    assert.equal(note.timestamp_seconds, second);
    const { notes } = await panel.push("get_notes", {});
    assert.equal(notes[0].timestamp_seconds, second);
    const at = Date.parse(notes[0].inserted_at.replace(/Z?$/, "Z"));
    assert.ok(at >= before - 60_000 && at <= Date.now() + 60_000, `${notes[0].inserted_at} is now`);
  });
});
