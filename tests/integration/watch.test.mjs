// lossyctl watch shows an operator what a topic carries, and loses nothing when it is cut off.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import path from "node:path";
import readline from "node:readline";
import { after, before, test } from "node:test";
import { startBalancer } from "./lib/balancer.mjs";
import { closeClients } from "./lib/client.mjs";
import { Inbox } from "./lib/inbox.mjs";
import { speakNote, startReview } from "./lib/review.mjs";
import { sharedStack } from "./lib/stack.mjs";

const stack = sharedStack();
const watches = [];
let between;

before(async () => {
  between = await startBalancer([Number(stack.address("notifications").split(":")[1])]);
});
after(async () => {
  for (const watch of watches) watch.stop();
  await between?.stop();
  await closeClients();
});

class Watch {
  #inbox = new Inbox();
  #child;

  constructor(...args) {
    const key = path.join(stack.data, "keys", "internal", "operator.jwk");
    const flags = [`--key=${key}`, `--notifications=127.0.0.1:${between.port}`];
    this.#child = spawn(path.join(stack.data, "bin", "lossyctl"), ["watch", ...args, ...flags], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    readline
      .createInterface({ input: this.#child.stdout })
      .on("line", (line) => this.#inbox.put(JSON.parse(line)));
    watches.push(this);
  }

  next() {
    return this.#inbox.take("an event");
  }

  // As Ctrl-C does.
  stop() {
    this.#child.kill("SIGINT");
  }
}

const speakNotes = async (review, ...texts) => {
  const notes = [];
  for (const text of texts) notes.push(await speakNote(review.audio, text, notes.length));
  return notes;
};

test("a topic is watched from its beginning, from a position, and over a break", async () => {
  const review = await startReview(stack);
  const topic = `video:${review.videoId}`;
  const made = await speakNotes(review, "the intro is too long", "the logo is too small");

  const watch = new Watch(topic, "--since=beginning");
  const events = [await watch.next(), await watch.next()];
  const [{ position }] = events;
  assert.deepEqual(events.map(({ topic: of }) => of), [topic, topic]);
  assert.deepEqual(
    events.map(({ position: { epoch, offset } }) => [epoch, offset]),
    [1, 2].map((offset) => [position.epoch, offset]),
  );
  assert.deepEqual(events.map(({ event }) => event.note_created.id), made.map(({ id }) => id));
  assert.match(events[0].event["@type"], /lossy\.notes\.v1\.NoteEvent$/);

  between.cut();
  const [third] = await speakNotes(review, "the credits run too fast");
  assert.equal((await watch.next()).event.note_created.id, third.id);

  const later = new Watch(topic, `--since=${position.epoch}:${position.offset}`);
  assert.equal((await later.next()).position.offset, 2);
  assert.equal((await later.next()).position.offset, 3);
});
