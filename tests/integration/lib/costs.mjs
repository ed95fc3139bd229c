// Records exact counts of an operation for ./dev check, which compares them with tests/cost/kept.txt.

import fs from "node:fs";

// `counts`: from a name such as "note.writes" to a number. Does nothing unless LOSSY_COSTS names a file.
export function recordCosts(counts) {
  const { LOSSY_COSTS: file } = process.env;
  if (!file) return;
  const lines = Object.entries(counts).map(([name, count]) => `${name} ${count}\n`);
  fs.appendFileSync(file, lines.join(""));
}
