// Searches the limit of one kind of work.

import { bottlenecks } from "./bottleneck.mjs";
import { measureStep } from "./measured_step.mjs";
import { judge } from "./objectives.mjs";
import { StepPlan } from "./step_plan.mjs";

// Items in queues that are no backlog.
const SETTLED = 20;

// `watched`: { pids, database, metrics }; `say` gets a line for each step. Returns a row of limitTable().
export async function searchLimit({ name, work, loop, start, options, watched, signal, say }) {
  const measure = (level, seconds) =>
    measureStep({ work, loop, level, options: { ...options, seconds }, ...watched, signal });
  if (options.warm_up_seconds > 0) await measure(start, options.warm_up_seconds);
  const plan = new StepPlan({ ...options, start });
  let best;
  let worst;
  for (let level = plan.next(); level !== undefined && !signal.aborted; level = plan.next()) {
    const measured = { level, ...(await measure(level, options.seconds)) };
    if (signal.aborted) break;
    measured.broken = judge(measured.step, options);
    say(`${name} ${describeStep(measured, loop)}`);
    const held = measured.broken.length === 0;
    plan.judge(held);
    if (held && !(best?.level > level)) best = measured;
    if (!held && !(worst?.level < level)) worst = measured;
    // The work that a broken step left must not break the next one.
    if (!held) await watched.metrics.settle(SETTLED, options.settle_seconds * 1000);
  }
  if (worst) for (const line of bottlenecks(worst.sample, worst.broken)) say(`${name}   ${line}`);
  return rowOf({ name, loop, best, worst });
}

function describeStep({ level, step, broken }, loop) {
  const unit = loop === "open" ? "per second" : "clients";
  const rate = `${(step.done / step.seconds).toFixed(0)} done per second`;
  const verdict = broken.length === 0 ? "held" : broken.map(({ text }) => text).join("; ");
  const reasons = [...step.failures].map(([reason, count]) => ` [${count} × ${reason}]`).join("");
  return `${level} ${unit}: ${rate}, p99 ${step.p99.toFixed(0)} ms: ${verdict}${reasons}`;
}

// The figures are those of the highest level that held; the bottleneck that of the lowest that broke.
function rowOf({ name, loop, best, worst }) {
  const cause = worst ? bottlenecks(worst.sample, worst.broken)[0] : "none within the permitted steps";
  const bottleneck = worst ? `${worst.broken[0].text}: ${cause}` : cause;
  if (!best) return emptyRow({ name, loop, bottleneck });
  const { step, cost } = best;
  const lagP99 = step.lags.length > 0 ? step.lagP99 : undefined;
  return { work: name, loop, rate: step.done / step.seconds, p50: step.p50, p99: step.p99, lagP99, ...cost, bottleneck };
}

// The row of a work of which no level held, or that could not begin.
export function emptyRow({ name, loop, bottleneck }) {
  const none = { statements: undefined, commits: undefined, syncs: undefined };
  return { work: name, loop, rate: 0, p50: NaN, p99: NaN, lagP99: undefined, cpu: {}, ...none, bottleneck };
}
