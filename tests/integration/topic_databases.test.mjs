// A whole Lossy whose topics are spread over two databases.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import pg from "pg";
import { closeClients } from "./lib/client.mjs";
import { Postgres } from "./lib/postgres.mjs";
import { awaitReview, expectNothingLeft, speak, speakNote } from "./lib/review.mjs";
import { startStack } from "./lib/stack.mjs";
import { until } from "./lib/wait.mjs";

const run = promisify(execFile);
const HEALED_MS = 60_000;

let first;
let second;
let stack;
before(async () => {
  [first, second] = await Promise.all([Postgres.start(), Postgres.start()]);
  stack = await startStack({
    LOSSY_DATABASE_URL: first.url,
    LOSSY_TOPIC_DATABASES: `${first.url},${second.url}`,
  });
});
after(async () => {
  await closeClients();
  await stack?.stop();
  await Promise.all([first?.end(), second?.end()]);
});

async function rowsOf(postgres, sql, values) {
  const client = new pg.Client({ host: postgres.host, user: "lossy", database: "postgres" });
  await client.connect();
  const { rows } = await client.query(sql, values);
  await client.end();
  return rows;
}

// A review whose notes have their topic in this database.
async function reviewIn(postgres) {
  const topic = "SELECT FROM notifications.topics WHERE topic = $1";
  for (let attempt = 0; attempt < 40; ++attempt) {
    const review = await awaitReview(stack);
    const rows = await rowsOf(postgres, topic, [`video:${review.videoId}`]);
    if (rows.length > 0) return review;
    await review.client.close();
  }
  return assert.fail("no topic of 40 is in the database");
}

const panelSees = ({ panel }, text) =>
  panel.next("note_created", ({ raw_transcript: raw }) => raw === text, HEALED_MS);

describe("topics in two databases", { timeout: 600_000 }, () => {
  test("events of each arrive, and each database knows its place", async () => {
    for (const [place, postgres] of [first, second].entries()) {
      const review = await reviewIn(postgres);
      await speakNote(review.audio, "the pacing of this scene is too slow", 1);
      await panelSees(review, "the pacing of this scene is too slow");
      await expectNothingLeft(review);
      const [server] = await rowsOf(postgres, "SELECT place, places FROM notifications.server");
      assert.deepEqual(server, { place: place + 1, places: 2 });
    }
  });

  test("a panel of each recovers without a gap when notifications is killed", async () => {
    const reviews = [await reviewIn(first), await reviewIn(second)];
    await stack.kill("notifications");
    for (const review of reviews) {
      await speakNote(review.audio, "the music of this scene is too loud", 2);
      await panelSees(review, "the music of this scene is too loud");
      await expectNothingLeft(review);
    }
  });

  test("a database that is killed delays its own topics alone, and loses nothing", async () => {
    const [here, there] = [await reviewIn(first), await reviewIn(second)];
    // A crash may lose a topic without events, whose readers then load it again.
    await speakNote(there.audio, "the sound of this scene is too low", 1);
    await panelSees(there, "the sound of this scene is too low");
    await expectNothingLeft(there);
    await second.kill();
    const part = "database.2";
    await until("the part to fail", async () => !(await stack.serves("notifications", part)), HEALED_MS);
    assert.ok(await stack.serves("notifications"), "the process serves");
    assert.ok(await stack.serves("notifications", "database.1"), "the other part works");
    await speak(there.audio, "the light of this scene is too dark", 3);
    await speak(here.audio, "the cut of this scene is too early", 3);
    await panelSees(here, "the cut of this scene is too early");
    assert.deepEqual(there.panel.left("note_created"), []);
    await second.start();
    await panelSees(there, "the light of this scene is too dark");
    await until("the part to work", () => stack.serves("notifications", part), HEALED_MS);
  });

  const problemOf = async (program, list) => {
    const args = ["--check_config", `--database_url=${list}`];
    const { code, stdout } = await run(path.join(stack.data, "bin", program), args).catch((error) => error);
    assert.equal(code, 1);
    return stdout.split("\n").find((line) => line.includes("database_url"));
  };

  test("a list that is wrong is refused at the start", async () => {
    const twice = `${first.url},${second.url},${first.url}`;
    assert.match(await problemOf("notifications", twice), /database 3 of the list is an earlier one again/);
    assert.match(await problemOf("notifications", `${first.url},,${second.url}`), /is empty/);
    assert.match(await problemOf("notes", `${first.url},${second.url}`), /only notifications may have more than one/);
  });
});
