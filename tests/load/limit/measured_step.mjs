// One step of load with all that is watched while it runs.

import { Recorder } from "./recorder.mjs";
import { closedLoop, openLoop } from "./loops.mjs";
import { readTimes, useBetween } from "./process_times.mjs";

const UNFINISHED_MS = 250;

// Runs `work` at `level` (a rate, or a number of clients). Returns { step, sample, cost }: the step as
// judge() takes it, the sample as bottlenecks() takes it, and the cost of each operation.
export async function measureStep({ work, loop, level, options, pids, database, metrics, signal }) {
  await work.prepare?.(loop === "open" ? level * options.seconds : 0);
  const recorder = new Recorder();
  const unfinished = [];
  const countsBefore = await database.counts();
  await metrics.start();
  database.start();
  const before = readTimes(pids);
  const timer = setInterval(() => unfinished.push(recorder.unfinished), UNFINISHED_MS);
  const operation = (answer) => work.operation(answer);
  try {
    await run(loop, { operation, recorder, level, options, signal });
  } finally {
    clearInterval(timer);
  }
  const use = useBetween(before, readTimes(pids));
  const waits = await database.stop();
  const { refusals, queues, backlog } = await metrics.stop();
  const counts = await database.counts();
  return {
    step: {
      asked: loop === "open" ? level : 0,
      seconds: use.seconds,
      done: recorder.done,
      failed: recorder.failed,
      failures: recorder.failures,
      lags: recorder.lags,
      backlogs: [unfinished.slice(0, Math.floor((options.seconds * 1000) / UNFINISHED_MS)), backlog],
      ...recorder.figures(),
    },
    sample: { ...use, waits, refusals, queues },
    cost: costOf(recorder.done, use, countsBefore, counts),
  };
}

function run(loop, { operation, recorder, level, options, signal }) {
  const { seconds, most_unfinished: most } = options;
  return loop === "open"
    ? openLoop({ operation, recorder, rate: level, seconds, most, signal })
    : closedLoop({ operation, recorder, clients: level, seconds, signal });
}

// Microseconds of CPU by process, and the work of the database, for each operation.
function costOf(done, { processes }, before, after) {
  const per = (name) => (done > 0 && after[name] !== undefined ? (after[name] - before[name]) / done : undefined);
  return {
    cpu: Object.fromEntries(processes.map(({ name, seconds }) => [name, (seconds / done) * 1e6])),
    statements: per("statements"),
    commits: per("commits"),
    syncs: per("syncs"),
  };
}
