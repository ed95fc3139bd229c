// More edges before the services of a stack, with the flags of its own.

import fs from "node:fs";
import { freeBasePort } from "./ports.mjs";
import { Process } from "./process.mjs";
import { until } from "./wait.mjs";

// Returns {port, process} when it is ready. Who calls must stop the process. `more` are flags beside
// those of the stack's edge.
export async function startEdge(stack, port, more = []) {
  port ??= await freeBasePort();
  const command = fs.readFileSync(`/proc/${stack.pid("edge")}/cmdline`, "utf8");
  const [program, ...flags] = command.split("\0").slice(0, -1);
  const others = flags.filter((flag) => !/^--(metrics_)?listen=/.test(flag));
  const process = new Process(program, [...others, `--listen=localhost:${port}`, ...more]);
  const isReady = () =>
    fetch(`http://localhost:${port}/readyz`).then(({ ok }) => ok, () => false);
  await until("another edge to be ready", isReady);
  return { port, process };
}
