// The database stops under load, and starts again. LOSSY_OUTAGE_SECONDS makes the outage longer;
// the diagnostics have the answers to the writers.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Client, closeClients, newUser } from "./lib/client.mjs";
import { Tally, writeUntilAcknowledged } from "./lib/repeated_writes.mjs";
import { Postgres, mayHaveDisk } from "./lib/postgres.mjs";
import { follow } from "./lib/recovering.mjs";
import { speakNote, startReview } from "./lib/review.mjs";
import { startStack } from "./lib/stack.mjs";
import { pause, until } from "./lib/wait.mjs";

const PROCESSES = ["notifications", "video", "notes", "agent", "edge"];
const REVIEWERS = 4;
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

// The pushes to a client that follows the notes of a video.
class Reader {
  loads = 0;
  created = [];
  edits = [];
  offsets = [];

  constructor({ user, videoId }) {
    this.client = new Client(stack, () => stack.userToken(user, { device: "reader" }));
    const channel = follow(this.client.socket, `notes:video:${videoId}`, () => ++this.loads);
    channel.on("note_created", (note) => this.#take(this.created, note, note.raw_transcript));
    channel.on("note_updated", (note) => this.#take(this.edits, note, note.text));
  }

  #take(list, { position }, what) {
    this.offsets.push(position.offset);
    list.push(what);
  }

  // As a train that goes through tunnels.
  async losesItsSocketUntil(isOver) {
    while (!isOver()) {
      this.client.socket.conn?.terminate?.();
      await pause(500);
    }
  }
}

// Edits one note over and over, says other notes, and knows what was acknowledged.
class Reviewer {
  edits = [];
  said = [];

  static async start() {
    const reviewer = new Reviewer();
    const user = newUser();
    Object.assign(reviewer, await startReview(stack, user));
    reviewer.note = await speakNote(reviewer.audio, "the title is too small", 1);
    await reviewer.panel.next("note_created");
    reviewer.readers = [new Reader(reviewer), new Reader(reviewer)];
    await until("the readers", () => reviewer.readers.every(({ loads }) => loads === 1));
    return reviewer;
  }

  async edit(tally) {
    const text = `take ${this.edits.length + 1}`;
    const payload = { note_id: this.note.id, text };
    const { note } = await writeUntilAcknowledged(this.meta, "update_note", payload, tally);
    this.edits.push(text);
    assert.equal(note.revision, this.edits.length + 1, "each edit is one revision");
  }

  async speak(tally) {
    const text = `the pacing of scene ${this.said.length} is too slow`;
    await writeUntilAcknowledged(this.audio, "transcript_final", { text, durationSeconds: 0 }, tally);
    this.said.push(text);
  }

  async heard() {
    const isComplete = () => this.readers.every((reader) => this.#isAllOf(reader));
    await until("all that was said and edited", isComplete, HEALED_MS);
    for (const reader of this.readers) {
      assert.equal(reader.loads, 1, "nothing had to be loaded anew");
      assert.deepEqual(reader.edits, this.edits);
      assert.deepEqual(reader.created, this.said, "each note once, in the order of speech");
      const sorted = [...new Set(reader.offsets)].sort((a, b) => a - b);
      assert.deepEqual(reader.offsets, sorted, "in the order of the topic, nothing twice");
    }
    const { notes } = await this.panel.push("get_notes", {});
    const texts = notes.map((note) => note.raw_transcript).sort();
    assert.deepEqual(texts, [this.note.raw_transcript, ...this.said].sort());
  }

  #isAllOf(reader) {
    return reader.edits.length >= this.edits.length && reader.created.length >= this.said.length;
  }
}

// Runs `outage` under load. Returns the answers to the writers.
async function underLoad(t, outage) {
  const pids = PROCESSES.map((name) => stack.pid(name));
  const reviewers = await Promise.all(Array.from({ length: REVIEWERS }, () => Reviewer.start()));
  const tallies = { edits: new Tally(), speech: new Tally() };
  let over = false;
  const keep = async (write) => {
    while (!over) await write();
  };
  const load = reviewers.flatMap((reviewer) => [
    keep(() => reviewer.edit(tallies.edits)),
    keep(() => reviewer.speak(tallies.speech)),
    reviewer.readers[0].losesItsSocketUntil(() => over),
  ]);
  const goesOn = async () => {
    const before = Object.values(tallies).map(({ acknowledged }) => acknowledged);
    const isMore = ({ acknowledged }, index) => acknowledged > before[index] + 2 * REVIEWERS;
    await until("writes to be acknowledged", () => Object.values(tallies).every(isMore), HEALED_MS);
  };
  try {
    await goesOn();
    await outage(tallies);
    const start = Date.now();
    await goesOn();
    t.diagnostic(`all write again ${Date.now() - start} ms after it is back`);
  } finally {
    over = true;
    await Promise.all(load);
  }
  for (const reviewer of reviewers) await reviewer.heard();
  for (const [what, tally] of Object.entries(tallies)) t.diagnostic(`${what}: ${tally}`);
  assert.deepEqual(PROCESSES.map((name) => stack.pid(name)), pids, "no process died");
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
