// Reviewers that speak and edit without pause, each with two panels, while a test breaks something.

import assert from "node:assert/strict";
import { Client, newUser } from "./client.mjs";
import { follow, load } from "./recovering.mjs";
import { Tally, writeUntilAcknowledged } from "./repeated_writes.mjs";
import { speakNote, startReview } from "./review.mjs";
import { pause, until } from "./wait.mjs";

const PROCESSES = ["notifications", "video", "notes", "agent", "edge"];
const REVIEWERS = 4;
const HEALED_MS = 60_000;

// A panel that follows the notes of a video. `shown` has the notes that it shows.
class Panel {
  loads = 0;
  created = [];
  edits = [];
  positions = [];
  shown = new Map();

  constructor(stack, { user, videoId }) {
    this.client = new Client(stack, () => stack.userToken(user, { device: "reader" }));
    const channel = follow(this.client.socket, `notes:video:${videoId}`, () => {
      ++this.loads;
      this.#load(channel);
    });
    channel.on("note_created", (note) => this.#take(this.created, note, note.raw_transcript));
    channel.on("note_updated", (note) => this.#take(this.edits, note, note.text));
  }

  // An answer is older than an event that came before it.
  #load(channel) {
    this.shown.clear();
    load(channel, "get_notes", ({ notes }) => {
      for (const note of notes) this.#show(note);
    });
  }

  #take(list, note, what) {
    this.positions.push(note.position);
    list.push(what);
    this.#show(note);
  }

  #show(note) {
    if (note.revision < this.shown.get(note.id)?.revision) return;
    this.shown.set(note.id, note);
  }

  texts() {
    return [...this.shown.values()].map((note) => note.text).sort();
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

  static async start(stack) {
    const reviewer = new Reviewer();
    const user = newUser();
    Object.assign(reviewer, await startReview(stack, user));
    reviewer.note = await speakNote(reviewer.audio, "the title is too small", 1);
    await reviewer.panel.next("note_created");
    reviewer.panels = [new Panel(stack, reviewer), new Panel(stack, reviewer)];
    await until("the panels to load", () => reviewer.panels.every(({ loads }) => loads === 1));
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

  // All that was acknowledged is there once, and each panel shows it.
  async isKept() {
    const spoken = [this.note.raw_transcript, ...this.said].sort();
    const load = () => this.panel.push("get_notes", {}).then(({ notes }) => notes, () => []);
    const notes = await until("a note of each sentence", async () => {
      const found = await load();
      return found.length >= spoken.length && found;
    }, HEALED_MS);
    assert.deepEqual(notes.map((note) => note.raw_transcript).sort(), spoken);
    const texts = notes.map((note) => note.text).sort().join();
    for (const [index, panel] of this.panels.entries()) {
      const agrees = () => panel.texts().join() === texts;
      await until(`panel ${index} to show it, after ${panel.loads} loads`, agrees, HEALED_MS);
    }
  }

  // The panels received each event of it once, in order, and loaded nothing again.
  async isHeard() {
    const isComplete = () => this.panels.every((panel) => this.#isAllOf(panel));
    await until("all that was said and edited", isComplete, HEALED_MS);
    for (const panel of this.panels) {
      assert.equal(panel.loads, 1, "nothing had to be loaded again");
      assert.deepEqual(panel.edits, this.edits);
      assert.deepEqual(panel.created, this.said, "each note once, in the order of speech");
    }
  }

  #isAllOf(panel) {
    return panel.edits.length >= this.edits.length && panel.created.length >= this.said.length;
  }
}

// In each epoch the order of the topic, and nothing twice.
function assertOrder(positions) {
  const last = new Map();
  for (const { epoch, offset } of positions) {
    assert.ok(!(last.get(epoch) >= offset), `${epoch}:${offset} in order`);
    last.set(epoch, offset);
  }
}

// Reviewers that work while a test does something to their stack.
export class BusyReview {
  // `options` are those of Tally.
  static async start(stack, options) {
    const review = new BusyReview();
    review.reviewers = await Promise.all(Array.from({ length: REVIEWERS }, () => Reviewer.start(stack)));
    review.tallies = { edits: new Tally(options), speech: new Tally(options) };
    return review;
  }

  // Runs `action` under load, and checks that no acknowledged write is lost or doubled. Returns the
  // milliseconds until all write again after it.
  async during(action) {
    let over = false;
    const load = this.#load(() => over);
    let healed;
    try {
      await this.#goesOn();
      await action(this.tallies);
      const start = Date.now();
      await this.#goesOn();
      healed = Date.now() - start;
    } finally {
      over = true;
      await Promise.all(load);
    }
    for (const reviewer of this.reviewers) {
      await reviewer.isKept();
      for (const panel of reviewer.panels) assertOrder(panel.positions);
    }
    return healed;
  }

  #load(isOver) {
    const keep = async (write) => {
      while (!isOver()) await write();
    };
    return this.reviewers.flatMap((reviewer) => [
      keep(() => reviewer.edit(this.tallies.edits)),
      keep(() => reviewer.speak(this.tallies.speech)),
      reviewer.panels[0].losesItsSocketUntil(isOver),
    ]);
  }

  async #goesOn() {
    const tallies = Object.values(this.tallies);
    const before = tallies.map(({ acknowledged }) => acknowledged);
    const isMore = ({ acknowledged }, index) => acknowledged > before[index] + 2 * REVIEWERS;
    await until("writes to be acknowledged", () => tallies.every(isMore), HEALED_MS);
  }

  report(t) {
    for (const [what, tally] of Object.entries(this.tallies)) t.diagnostic(`${what}: ${tally}`);
  }
}

// Runs `outage` under load, and checks that no acknowledged write is lost or doubled and that no
// process ended. `options` are those of Tally. Returns the reviewers, and the answers to them.
export async function reviewUnderLoad(t, stack, outage, options) {
  const pids = PROCESSES.map((name) => stack.pid(name));
  const review = await BusyReview.start(stack, options);
  const healed = await review.during(outage);
  t.diagnostic(`all write again ${healed} ms after it is back`);
  review.report(t);
  assert.deepEqual(PROCESSES.map((name) => stack.pid(name)), pids, "no process ended");
  return review;
}
