// More edges before the services of a stack, with the flags of its own.

import fs from "node:fs";
import { freeBasePort } from "./ports.mjs";
import { Process } from "./process.mjs";
import { until } from "./wait.mjs";

// Starts an edge at the port. The caller must stop it. `more` are flags beside those of the stack's
// edge.
export function launchEdge(stack, port, more = []) {
  const command = fs.readFileSync(`/proc/${stack.pid("edge")}/cmdline`, "utf8");
  const [program, ...flags] = command.split("\0").slice(0, -1);
  const others = flags.filter((flag) => !/^--((metrics|admin)_)?listen=/.test(flag));
  return new Process(program, [...others, `--listen=localhost:${port}`, ...more]);
}

// Returns {port, socketUrl, process} when it is ready. It serves https if the stack's edges do.
export async function startEdge(stack, port, more = []) {
  port ??= await freeBasePort();
  const process = launchEdge(stack, port, more);
  const origin = `${stack.tls ? "s" : ""}://localhost:${port}`;
  const isReady = () => fetch(`http${origin}/readyz`).then(({ ok }) => ok, () => false);
  await until("another edge to be ready", isReady);
  return { port, socketUrl: `ws${origin}/socket`, process };
}
