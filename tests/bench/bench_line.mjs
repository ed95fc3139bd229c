// A line of the table of benchmarks, and the table.

import { markdownTable } from "../load/limit/limit_table.mjs";

// `figure` is the product's cost in `unit`, and `baseline` that of the other way that `beside` names, measured
// in the same run. `goal` is the highest ratio; undefined: none.
export function benchLine({ bench, unit, figure, baseline, beside, goal }) {
  const ratio = figure / baseline;
  if (!Number.isFinite(ratio)) throw new Error(`${bench}: no ratio of ${figure} and ${baseline}`);
  return { bench, unit, figure, baseline, beside, ratio, goal, met: goal === undefined ? undefined : ratio <= goal };
}

// The same for a benchmark that measures its ratio itself.
export const ratioLine = ({ ratio, figure, ...rest }) => benchLine({ ...rest, figure, baseline: figure / ratio });

export function failedLine(bench, problem) {
  return { bench, problem };
}

// In Markdown.
export function benchTable(lines) {
  const rows = lines.map((line) =>
    line.problem === undefined
      ? [
          line.bench,
          `${show(line.figure)} ${line.unit}`,
          `${show(line.baseline)} ${line.unit}, ${line.beside}`,
          line.ratio.toFixed(2),
          describeGoal(line),
        ]
      : [line.bench, "–", "–", "–", `failed: ${line.problem}`],
  );
  return markdownTable(["bench", "figure", "baseline", "ratio", "goal"], rows);
}

const describeGoal = ({ goal, met }) => (goal === undefined ? "–" : `≤ ${goal}${met ? "" : " (missed)"}`);

// Three digits, or all of a large number.
function show(value) {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
