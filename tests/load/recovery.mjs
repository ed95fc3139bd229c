// Many clients lose their edge while notes are made: how long, once it is back, until each has what
// it missed.
//
//   node recovery.mjs [--clients=200] [--topics=20] [--notes=5]    notes are missed on each topic

import { Client, closeClients, newUser } from "../integration/lib/client.mjs";
import { follow } from "../integration/lib/recovering.mjs";
import { speak, startReview } from "../integration/lib/review.mjs";
import { until } from "../integration/lib/wait.mjs";
import { startEdge } from "../integration/lib/edges.mjs";
import { readOptions } from "./options.mjs";
import { runningStack } from "./running_stack.mjs";
import { describeTimes } from "./times.mjs";

const options = readOptions({ clients: 200, topics: 20, notes: 5 });
const stack = runningStack();
const LIMIT_MS = 60_000;

// A client that says when it has what it waits for.
class Panel {
  seen = [];
  loads = 0;

  constructor(review, edge) {
    const url = edge.socketUrl;
    this.review = review;
    this.client = new Client(stack, stack.userToken(review.user), { url });
    const channel = follow(this.client.socket, `notes:video:${review.videoId}`, () => ++this.loads);
    channel.on("note_created", ({ id }) => {
      this.seen.push(id);
      if (this.seen.length === this.review.made.length) this.caughtUpAt = performance.now();
    });
  }

  get right() {
    return this.loads === 1 && this.seen.join() === this.review.made.join();
  }
}

// Makes them where the reviewer is: on an edge that stays.
async function writeNotes(review) {
  for (let number = 0; number < options.notes; ++number) {
    await speak(review.audio, `the pacing of scene ${review.made.length} is too slow`, number);
    review.made.push((await review.audio.next("note_created", () => true, LIMIT_MS)).id);
  }
}

const edge = await startEdge(stack);
const reviews = await Promise.all(
  Array.from({ length: options.topics }, () => startReview(stack, newUser("load"))),
);
for (const review of reviews) review.made = [];
const panels = Array.from(
  { length: options.clients },
  (_, index) => new Panel(reviews[index % reviews.length], edge),
);
await until("all panels to be there", () => panels.every(({ loads }) => loads === 1), LIMIT_MS);

await edge.process.kill();
await Promise.all(reviews.map(writeNotes));
const { process: again } = await startEdge(stack, edge.port);
const back = performance.now();
await until("all panels to catch up", () => panels.every((panel) => panel.right), LIMIT_MS).catch(
  () => {},
);
const right = panels.filter((panel) => panel.right);
await closeClients();
await again.stop();

const times = right.map(({ caughtUpAt }) => Math.max(0, caughtUpAt - back));
console.log(`${panels.length} clients on ${reviews.length} topics, ${options.notes} notes missed on each`);
console.log(`${right.length} got all, in order, once; ${panels.length - right.length} did not`);
console.log(`from the edge being ready to the last missed note, ms: ${describeTimes(times)}`);
process.exitCode = right.length === panels.length ? 0 : 1;
