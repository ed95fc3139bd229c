// Many reviewers speak as fast as their words are stored: how many words and notes a second, and the CPU of
// a note in each process.
//
//   node spoken.mjs [--reviewers=100] [--notes=40]
//
// The baseline of the same run is one reviewer, who waits for each note. Writes that happen together share
// transactions, so a note of many must cost less than one alone. A deadlock of the database is a failure.

import { closeClients, newUser } from "../integration/lib/client.mjs";
import { speak, speakNote, startReview } from "../integration/lib/review.mjs";
import { DatabaseWatch } from "./limit/database_watch.mjs";
import { readTimes, useBetween } from "./limit/process_times.mjs";
import { optionsOrExit } from "./options.mjs";
import { databaseOf, pidsOf, runningStack } from "./running_stack.mjs";

const LIMIT_MS = 120_000;
const NOTES_ALONE = 100;

const options = optionsOrExit({ reviewers: 100, notes: 40 }, { reviewers: [1, 1000], notes: [1, 1000] });
const stack = runningStack();
const pids = pidsOf(stack);
const database = await DatabaseWatch.open(databaseOf(stack));
const reviewOf = () => startReview(stack, newUser("spoken"));
const textOf = (number) => `the pacing of scene ${number} is too slow`;

// Runs `work`, which returns the number of its notes. Returns that, and the CPU by process for each note.
async function measure(work) {
  const before = readTimes(pids);
  const notes = await work();
  const { seconds, processes } = useBetween(before, readTimes(pids));
  const micros = processes.map(({ name, seconds: cpu }) => ({ name, micros: (cpu / notes) * 1e6 }));
  return { notes, seconds, micros, all: micros.reduce((sum, each) => sum + each.micros, 0) };
}

async function speakAlone({ audio }) {
  for (let number = 1; number <= NOTES_ALONE; ++number) await speakNote(audio, textOf(number), number);
  return NOTES_ALONE;
}

async function speakTogether(reviews) {
  const start = performance.now();
  let stored;
  await Promise.all(
    reviews.map(async ({ audio, panel }) => {
      for (let number = 1; number <= options.notes; ++number) await speak(audio, textOf(number), number);
      stored = performance.now() - start;
      const last = ({ raw_transcript: words }) => words === textOf(options.notes);
      await panel.next("note_created", last, LIMIT_MS);
    }),
  );
  const words = reviews.length * options.notes;
  console.log(`${words} words stored after ${(stored / 1000).toFixed(2)} s, ${((words / stored) * 1000).toFixed(0)}/s`);
  return words;
}

function print(name, { notes, seconds, micros, all }, baseline) {
  const each = micros.map(({ name: process, micros: us }) => `${process} ${us.toFixed(0)}`).join(", ");
  console.log(
    `${name.padEnd(8)} ${notes} notes in ${seconds.toFixed(2)} s, ${(notes / seconds).toFixed(0)}/s  ` +
      `${all.toFixed(0)} us a note (${each})  ratio to one alone ${(all / baseline).toFixed(2)}`,
  );
}

const before = await database.counts();
const single = await reviewOf();
const alone = await measure(() => speakAlone(single));
const reviews = await Promise.all(Array.from({ length: options.reviewers }, reviewOf));
const together = await measure(() => speakTogether(reviews));
await closeClients();
print("alone", alone, alone.all);
print("together", together, alone.all);
const deadlocks = (await database.counts()).deadlocks - before.deadlocks;
await database.close();
if (deadlocks > 0) {
  console.log(`${deadlocks} deadlocks of the database`);
  process.exitCode = 1;
}
