// Breaks a Lossy of its own in every way there is while clients use it, and holds what they saw
// against what is promised.
//
//   node chaos.mjs [--seed N] [--minutes 5] [--replicas 1] [--reviews 4] [--only kill,cut:edge→notes]
//     --dry-run       says what would be done
//     --check FILE    judges the history of a former run once more
//     --keep FOLDER   a new one, where history and logs are kept; without it only a failure's are
//
// The same seed makes the same faults at the same times, and clients that draw the same lots.

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { check } from "./checker/check.mjs";
import { figures } from "./checker/figures.mjs";
import { Fleet } from "./lib/fleet.mjs";
import { History, readHistory } from "./lib/history.mjs";
import { readOptions } from "./lib/options.mjs";
import { describeFault, rounds } from "./lib/plan.mjs";
import { Run } from "./lib/run.mjs";
import { World } from "./lib/world.mjs";

const say = (line) => console.log(`${(performance.now() / 1000).toFixed(1).padStart(7)} ${line}`);
const SHOWN = 10;

// True if all promises were kept.
function report(history) {
  for (const line of figures(history)) console.log(line);
  const verdicts = Object.entries(check(history));
  for (const [promise, violations] of verdicts) {
    console.log(`${violations.length === 0 ? "✔" : "✖"} ${promise}${violations.length ? `: ${violations.length} wrong` : ""}`);
    for (const wrong of violations.slice(0, SHOWN)) console.log(`    ${wrong}`);
  }
  return verdicts.every(([, violations]) => violations.length === 0);
}

async function play(options, data) {
  const history = new History(path.join(data, "history.jsonl"));
  const record = (entry) => history.record(entry);
  const fleet = await Fleet.start({ data, replicas: options.replicas, record });
  try {
    if (options.dryRun) return dryRun(fleet, options);
    if (!fleet.disk.isOurs) say("no disk of our own can be mounted here: it will not be full");
    const world = await World.open({ fleet, seed: options.seed, reviews: options.reviews, record });
    try {
      await new Run({ fleet, world, record, say }).play(options);
      say("all is over; what the services have is read");
      await world.recordState().catch((error) => record({ k: "stuck", what: error.message }));
    } finally {
      await world.close();
    }
  } finally {
    await fleet.close();
    await history.close();
  }
  return report(history.entries);
}

function dryRun(fleet, { seed, only }) {
  const all = rounds(seed, fleet.shape, only);
  for (let count = 0; count < 100; ++count) {
    for (const fault of all.next().value.faults) console.log(describeFault(fault));
  }
  return true;
}

async function main(options) {
  if (options.check) return report(readHistory(options.check));
  const data = options.keep || fs.mkdtempSync(path.join(os.tmpdir(), "lossy-chaos-"));
  if (options.keep) fs.mkdirSync(data);
  say(`seed ${options.seed}, ${options.minutes} minutes, ${options.replicas} of each, in ${data}`);
  const isRight = await play(options, data);
  const { seed, minutes, replicas, reviews, only } = options;
  const flags = `--seed ${seed} --minutes ${minutes} --replicas ${replicas} --reviews ${reviews}`;
  if (!isRight) {
    console.log(`history and logs are in ${data}; once more: ./dev chaos ${flags}${only.length ? ` --only ${only}` : ""}`);
  } else if (!options.keep) {
    fs.rmSync(data, { recursive: true, force: true });
  }
  return isRight;
}

// Left-over timers of clients must not keep the process running.
process.exit((await main(readOptions(process.argv.slice(2)))) ? 0 : 1);
