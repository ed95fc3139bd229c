// Many reviewers at once against the running Lossy: how long from a spoken sentence to its note in
// the panel.
//
//   node load.mjs [--reviewers=20] [--notes=10]

import { closeClients, newUser } from "../integration/lib/client.mjs";
import { speak, startReview } from "../integration/lib/review.mjs";
import { readOptions } from "./options.mjs";
import { runningStack } from "./running_stack.mjs";
import { describeTimes } from "./times.mjs";

const options = readOptions({ reviewers: 20, notes: 10 });
const stack = runningStack();

async function timeNote({ audio, panel }, number) {
  const text = `the pacing of scene ${number} is too slow`;
  const start = performance.now();
  await speak(audio, text, number);
  await panel.next("note_created", ({ raw_transcript: raw }) => raw === text, 30_000);
  return performance.now() - start;
}

async function timeReview(review) {
  const times = [];
  for (let number = 1; number <= options.notes; ++number) times.push(await timeNote(review, number));
  return times;
}

const opened = performance.now();
const reviews = await Promise.all(
  Array.from({ length: options.reviewers }, () => startReview(stack, newUser("load"))),
);
const began = performance.now();
const times = (await Promise.all(reviews.map(timeReview))).flat();
const seconds = (performance.now() - began) / 1000;
await closeClients();

console.log(`${options.reviewers} reviewers ready in ${((began - opened) / 1000).toFixed(2)} s`);
console.log(`${times.length} notes, ${(times.length / seconds).toFixed(0)} per second`);
console.log(`from speech to panel, ms: ${describeTimes(times)}`);
