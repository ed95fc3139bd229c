// The database is restored to an earlier time from a base backup and the archived log: docs/backup.md.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Backups } from "./lib/backups.mjs";
import { Client, closeClients } from "./lib/client.mjs";
import { follow, load } from "./lib/recovering.mjs";
import { awaitReview, speakNote } from "./lib/review.mjs";
import { startStack } from "./lib/stack.mjs";
import { until } from "./lib/wait.mjs";

let backups;
let stack;
before(async () => {
  backups = await Backups.start();
  stack = await startStack({ LOSSY_DATABASE_URL: backups.postgres.url });
});
after(async () => {
  await closeClients();
  await stack?.stop();
  await backups?.postgres.end();
});

// pgBackRest dates a backup to the second, and restores to a later one.
const secondOf = (time) => Math.floor(time.getTime() / 1000);

// Returns the database's time in a later second than `time`.
function laterSecond(time) {
  return until("the next second", async () => {
    const now = await backups.postgres.now();
    return secondOf(now) > secondOf(time) && now;
  });
}

// The joins of a panel, and the notes that it received.
async function openPanel({ user, videoId }) {
  const panel = { joins: [], created: [], notes: undefined };
  const { socket } = new Client(stack, () => stack.userToken(user, { device: "panel" }));
  const show = ({ notes }) => (panel.notes = notes.map((note) => note.raw_transcript).sort());
  const channel = follow(socket, `notes:video:${videoId}`, (channel) => load(channel, "get_notes", show));
  channel.joinPush.receive("ok", ({ recovered }) => panel.joins.push(recovered));
  channel.on("note_created", ({ raw_transcript: text }) => panel.created.push(text));
  await until("the panel to be there", () => panel.notes);
  return panel;
}

test("clients load the state of the time that a restore goes back to, and no note is doubled", { timeout: 240_000 }, async () => {
  const review = await awaitReview(stack);
  const panel = await openPanel(review);
  await speakNote(review.audio, "the title is too small", 1);
  await backups.backup();
  const afterBackup = await backups.postgres.now();
  await speakNote(review.audio, "the music is too loud", 2);
  await until("both notes", () => panel.created.length === 2);
  const time = await laterSecond(afterBackup);
  await speakNote(review.audio, "the logo is too dark", 3);
  await until("the third note", () => panel.created.length === 3);

  panel.notes = undefined;
  await backups.restore(time);
  const kept = ["the music is too loud", "the title is too small"];
  await until("the panel to load anew", () => panel.notes, 60_000);
  assert.deepEqual(panel.notes, kept);
  assert.equal(panel.joins.at(-1), false, "the client was told that it cannot continue");

  const later = await awaitReview(stack);
  const other = await openPanel(later);
  await speakNote(later.audio, "the logo is too dark", 3);
  await until("a note after the restore", () => other.created.length === 1);
  assert.equal(panel.created.length, 3, "nothing was sent twice");
});
