// The database's tables change under load, by a migration of a newer version or by an operator. Which
// changes running replicas survive: CONTRIBUTING.md, "A migration".

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { closeClients } from "./lib/client.mjs";
import { Database } from "./lib/database.mjs";
import { Tally, writeUntilAcknowledged, pushUntilAnswered } from "./lib/repeated_writes.mjs";
import { startReview } from "./lib/review.mjs";
import { startStack } from "./lib/stack.mjs";
import { until } from "./lib/wait.mjs";

const PROCESSES = ["notifications", "video", "notes", "agent", "edge"];
const REVIEWERS = 3;
const GOES_ON_MS = 60_000;

// Each is applied while reviewers speak, edit and list, one after the other.
const SURVIVED = {
  "a column is added": "ALTER TABLE video.videos ADD COLUMN mood text",
  "a column is added with a default":
    "ALTER TABLE notes.notes ADD COLUMN mood text NOT NULL DEFAULT 'none'",
  "a column that no version uses is renamed":
    "ALTER TABLE video.videos RENAME COLUMN mood TO humour",
  "a column that no version uses is dropped": "ALTER TABLE video.videos DROP COLUMN humour",
  "a text column gets another type of text":
    "ALTER TABLE video.videos ALTER COLUMN title TYPE varchar(4000)",
  "a number column gets another type of number":
    "ALTER TABLE video.videos ALTER COLUMN note_count TYPE integer",
  "the column that names the user gets another type":
    "ALTER TABLE notes.note_counts ALTER COLUMN user_id TYPE varchar(500)",
  "a column of a table with triggers gets another type":
    "ALTER TABLE notes.notes ALTER COLUMN raw_transcript TYPE varchar(200000)",
  "a column of the agent's queue gets another type":
    "ALTER TABLE agent.transcripts ALTER COLUMN draft_category TYPE varchar(100)",
  "a column of the outbox gets another type":
    "ALTER TABLE notes.outbox ALTER COLUMN request_id TYPE varchar(200)",
  "an index is made without a lock":
    "CREATE INDEX CONCURRENTLY notes_mood ON notes.notes (user_id, mood)",
  "an index that no version needs is dropped": "DROP INDEX CONCURRENTLY notes.notes_mood",
  "a constraint is added that holds for new rows":
    "ALTER TABLE notes.notes ADD CONSTRAINT mood_known CHECK (mood <> '') NOT VALID",
  "a constraint is validated": "ALTER TABLE notes.notes VALIDATE CONSTRAINT mood_known",
  "a constraint is dropped": "ALTER TABLE notes.notes DROP CONSTRAINT mood_known",
  "a table is rewritten": "VACUUM FULL video.videos",
};

let stack;
let database;
before(async () => {
  stack = await startStack();
  database = await Database.open(stack);
});
after(async () => {
  await closeClients();
  await database?.close();
  await stack?.stop();
});

// Speaks, edits and lists, over and over.
class Reviewer {
  said = 0;
  rounds = 0;

  static async start() {
    const reviewer = new Reviewer();
    Object.assign(reviewer, await startReview(stack));
    await reviewer.round(new Tally());
    return reviewer;
  }

  async round(tally) {
    const text = `the pacing of scene ${++this.said} is too slow`;
    await writeUntilAcknowledged(this.audio, "transcript_final", { text, durationSeconds: 0 }, tally);
    const isIt = (note) => note.raw_transcript === text;
    const { id } = await this.panel.next("note_created", isIt, GOES_ON_MS);
    await writeUntilAcknowledged(this.meta, "update_note", { note_id: id, text: `take ${this.said}` }, tally);
    await pushUntilAnswered(this.meta, "list_videos", { filters: {} }, tally);
    const { notes } = await pushUntilAnswered(this.panel, "get_notes", {}, tally);
    assert.ok(notes.some((note) => note.id === id), "the newest note is in the panel");
    this.rounds += 1;
  }
}

describe("under load", { timeout: 600_000 }, () => {
  const tally = new Tally();
  let reviewers;
  let load;
  let over = false;
  let pids;

  before(async () => {
    pids = PROCESSES.map((name) => stack.pid(name));
    reviewers = await Promise.all(Array.from({ length: REVIEWERS }, () => Reviewer.start()));
    load = Promise.all(
      reviewers.map(async (reviewer) => {
        while (!over) await reviewer.round(tally);
      }),
    );
    // Its failure is that of the test that waits for it.
    load.catch(() => {});
  });

  // Each reviewer has begun and ended a round since.
  async function goesOn() {
    const before = reviewers.map(({ rounds }) => rounds);
    const isMore = ({ rounds }, index) => rounds >= before[index] + 2;
    await Promise.race([
      until("every reviewer to go on", () => reviewers.every(isMore), GOES_ON_MS),
      load,
    ]);
  }

  for (const [what, sql] of Object.entries(SURVIVED)) {
    test(`no reviewer notices that ${what}`, async () => {
      await database.value(sql);
      await goesOn();
    });
  }

  test("no process had to be started again, and no refusal was final", async (t) => {
    over = true;
    await load;
    t.diagnostic(String(tally));
    assert.deepEqual(PROCESSES.map((name) => stack.pid(name)), pids);
    // A statement that waits longer for a lock than it may run is to be repeated.
    for (const { reason } of tally.refusals) assert.equal(reason, "unavailable");
  });
});

test("a column that is in use and renamed is missed until it has its name again", async () => {
  const { meta } = await startReview(stack);
  await database.value("ALTER TABLE video.videos RENAME COLUMN title TO heading");
  await meta.refusal("list_videos", { filters: {} });
  await database.value("ALTER TABLE video.videos RENAME COLUMN heading TO title");
  const { videos } = await meta.push("list_videos", { filters: {} });
  assert.equal(videos.length, 1);
});
