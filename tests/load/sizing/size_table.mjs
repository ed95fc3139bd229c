// The tables of a calculation and of its check, in Markdown.

import { markdownTable } from "../limit/limit_table.mjs";
import { deviation } from "./calculation.mjs";

const short = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(2));

const bytes = (value) => (value >= 1e9 ? `${short(value / 1e9)} GB` : `${short(value / 1e6)} MB`);

export function sizeTable({ memory, cores, counts }) {
  const lines = [];
  for (const [name, value] of Object.entries(memory)) lines.push(["memory", name, bytes(value)]);
  for (const [cause, byProcess] of Object.entries(cores)) {
    for (const [name, value] of Object.entries(byProcess)) lines.push([`cores, ${cause}`, name, short(value)]);
  }
  for (const [name, value] of Object.entries(counts)) {
    lines.push(["in all", name, Number.isInteger(value) ? String(value) : short(value)]);
  }
  return markdownTable(["", "of", "takes"], lines);
}

// `rows`: [{ what, unit, computed, measured }].
export function checkTable(rows) {
  const lines = rows.map(({ what, unit, computed, measured }) => {
    const show = (value) => `${short(value)} ${unit}`;
    const share = measured === 0 ? "–" : `${(100 * deviation(computed, measured)).toFixed(0)} %`;
    return [what, show(computed), show(measured), share];
  });
  return markdownTable(["", "computed", "measured", "deviation"], lines);
}
