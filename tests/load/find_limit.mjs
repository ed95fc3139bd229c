// Steps kinds of work up against a running stack until an objective breaks, names what was exhausted, and
// prints one table. Ctrl-C ends it, and prints the table of the works that are complete.
//
//   ./dev load --find-limit [--work=notes,create_note,joins,fan_out,list_videos] [--loop=open,closed] …
//
// docs/sizing.md explains the options and the table.

import { DatabaseWatch } from "./limit/database_watch.mjs";
import { emptyRow, searchLimit } from "./limit/limit_search.mjs";
import { limitTable } from "./limit/limit_table.mjs";
import { MetricsWatch } from "./limit/metrics_watch.mjs";
import { CreateNote } from "./limit/works/create_note.mjs";
import { FanOut } from "./limit/works/fan_out.mjs";
import { Joins } from "./limit/works/joins.mjs";
import { ListVideos } from "./limit/works/list_videos.mjs";
import { Notes } from "./limit/works/notes.mjs";
import { optionsOrExit } from "./options.mjs";
import { databaseOf, pidsOf, runningStack } from "./running_stack.mjs";

const WORKS = { notes: Notes, create_note: CreateNote, joins: Joins, fan_out: FanOut, list_videos: ListVideos };
const LOOPS = ["open", "closed"];
const FIRST_CLIENTS = 4;
const INTERRUPTED = 130;
// Processes of the stack without metrics of ours.
const WITHOUT_METRICS = ["postgres", "nats", "prometheus"];

const options = optionsOrExit(
  {
    ...{ work: Object.keys(WORKS).join(","), loop: "open" },
    // The steps. `start` 0: the first level of each work.
    ...{ seconds: 5, warm_up_seconds: 2, settle_seconds: 30, start: 0, factor: 1.6, steps: 16, precision: 0.1, tries: 2 },
    // The objectives.
    ...{ p99_ms: 250, lag_ms: 1000, errors: 0.01, held: 0.9, backlog: 0.05, lag_growth_ms: 250 },
    // The load.
    ...{ users: 100, panels: 100, operation_ms: 10_000, most_unfinished: 20_000 },
  },
  {
    ...{ work: Object.keys(WORKS), loop: LOOPS },
    ...{ seconds: [0.2, 3600], warm_up_seconds: [0, 600], settle_seconds: [0, 3600] },
    ...{ start: [0, 1e6], factor: [1.05, 10], steps: [1, 100] },
    ...{ precision: [0.01, 1], tries: [1, 10] },
    ...{ p99_ms: [1, 60_000], lag_ms: [1, 600_000], errors: [0, 1], held: [0.1, 1], backlog: [0, 1] },
    ...{ lag_growth_ms: [1, 600_000] },
    ...{ users: [1, 10_000], panels: [1, 10_000], operation_ms: [100, 600_000], most_unfinished: [1, 1e6] },
  },
);

const say = (line) => process.stderr.write(`${line}\n`);

function endWithMessage(text) {
  say(`lossy: ${text}`);
  process.exit(1);
}

async function run(stack, database, signal) {
  const pids = pidsOf(stack);
  const names = Object.keys(pids).filter((name) => !WITHOUT_METRICS.includes(name) && name !== "console");
  const metrics = new MetricsWatch(names, (name) => stack.metrics(name));
  const watched = { pids: { ...pids, load: process.pid }, database, metrics };
  const rows = [];
  for (const name of options.work.split(",")) {
    for (const loop of options.loop.split(",")) {
      if (signal.aborted) return rows;
      const work = new WORKS[name]({ stack, options, signal });
      const start = options.start || (loop === "open" ? WORKS[name].start : FIRST_CLIENTS);
      try {
        await work.open();
        const row = await searchLimit({ name, work, loop, start, options, watched, signal, say });
        if (!signal.aborted) rows.push(row);
      } catch (error) {
        if (signal.aborted) throw error;
        process.exitCode = 1;
        say(`${name} could not be measured: ${error.message}`);
        rows.push(emptyRow({ name, loop, bottleneck: `not measured: ${error.message}` }));
      } finally {
        await work.close();
      }
    }
  }
  return rows;
}

const stack = runningStack();
if (stack.tls) endWithMessage("--find-limit measures a stack without TLS; start one with ./dev up");
const controller = new AbortController();
for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => controller.abort(new Error("interrupted")));
const database = await DatabaseWatch.open(databaseOf(stack)).catch((error) =>
  endWithMessage(`the database cannot be watched: ${error.message}`),
);
let rows = [];
try {
  rows = await run(stack, database, controller.signal);
} catch (error) {
  if (!controller.signal.aborted) throw error;
} finally {
  await database.close();
}
if (rows.length > 0) console.log(limitTable(rows));
// Operations that were under way when it was interrupted have timers.
if (controller.signal.aborted) process.exit(INTERRUPTED);
