// The table of a search for limits, in Markdown, as docs/sizing.md keeps it.

const HEAD = ["work", "loop", "per second", "p50 ms", "p99 ms", "lag p99 ms"];
const DATABASE = ["statements", "commits", "WAL syncs"];

const number = (value) => {
  if (value === undefined || Number.isNaN(value)) return "–";
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2);
};

// `rows`: [{ work, loop, rate, p50, p99, lagP99 (undefined: none), cpu: { PROCESS: microseconds for each
// operation }, statements, commits, syncs (for each operation; undefined: not counted), bottleneck }].
export function limitTable(rows) {
  const processes = [...new Set(rows.flatMap(({ cpu }) => Object.keys(cpu)))];
  const head = [...HEAD, ...processes.map((name) => `${name} µs`), ...DATABASE, "bottleneck"];
  const lines = rows.map((row) => [
    row.work,
    row.loop,
    ...[row.rate, row.p50, row.p99, row.lagP99].map(number),
    ...processes.map((name) => number(row.cpu[name])),
    ...[row.statements, row.commits, row.syncs].map(number),
    row.bottleneck,
  ]);
  return markdownTable(head, lines);
}

// Columns have the width of their longest cell, but for the last one.
export function markdownTable(head, lines) {
  const all = [head, ...lines];
  const widths = head.map((_, column) => Math.max(...all.map((line) => line[column].length)));
  const show = (line) => {
    const cells = line.map((cell, i) => (i === line.length - 1 ? cell : cell.padEnd(widths[i])));
    return `| ${cells.join(" | ")} |`;
  };
  return [show(head), `|${"---|".repeat(head.length)}`, ...lines.map(show)].join("\n");
}
