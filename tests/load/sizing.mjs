// Computes what an installation of so many connections takes. With --check=N it opens N real connections to
// the running stack, measures them, and prints the deviation of the calculation. The check restarts
// notifications.
//
//   ./dev load sizing [--connections=1000000] [--own_topics=1] [--tls=0] … [--check=15000]
//
// docs/sizing.md explains the options and the tables.

import { optionsOrExit } from "./options.mjs";
import { pidsOf, runningStack } from "./running_stack.mjs";
import { computeSize } from "./sizing/calculation.mjs";
import { CONSTANTS } from "./sizing/constants.mjs";
import { SizeCheck } from "./sizing/size_check.mjs";
import { checkTable, sizeTable } from "./sizing/size_table.mjs";

const INTERRUPTED = 130;

const { check, ...load } = optionsOrExit(
  {
    ...{ connections: 1_000_000, own_topics: 1, tls: 0, heartbeat_seconds: 30, back_seconds: 60, restart_seconds: 10 },
    ...{ notes_per_second: 1000, followers: 2, edge_connections: 50_000, core_use: 0.5, check: 0 },
  },
  {
    ...{ connections: [1, 1e9], own_topics: [0, 1], tls: [0, 1], heartbeat_seconds: [1, 3600] },
    ...{ back_seconds: [1, 86_400], restart_seconds: [1, 86_400], notes_per_second: [0, 1e7], followers: [0, 1e6] },
    ...{ edge_connections: [1, 1e7], core_use: [0.01, 1], check: [0, 28_000] },
  },
);

console.log(`${load.connections} connections:\n\n${sizeTable(computeSize(load, CONSTANTS))}`);
if (check > 0) {
  const stack = runningStack();
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => controller.abort(new Error("interrupted")));
  const say = (line) => process.stderr.write(`${line}\n`);
  const sizeCheck = new SizeCheck({ stack, pids: pidsOf(stack), signal: controller.signal, say }, check);
  try {
    const rows = await sizeCheck.run(load, CONSTANTS);
    console.log(`\n${check} connections, computed and measured:\n\n${checkTable(rows)}`);
  } catch (error) {
    if (!controller.signal.aborted) throw error;
  }
  // Unanswered requests have timers.
  process.exit(controller.signal.aborted ? INTERRUPTED : 0);
}
