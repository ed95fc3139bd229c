// COVERAGE.md and DEVIATIONS.md, from the transcripts, items.txt and reasons.txt.

import fs from "node:fs";

const file = (name) => new URL(`../${name}`, import.meta.url);
const read = (name) => fs.readFileSync(file(name), "utf8");

// The empty text when there is none yet.
export const readGenerated = (name) => (fs.existsSync(file(name)) ? read(name) : "");

export const writeGenerated = (name, text) => fs.writeFileSync(file(name), text);

// items.txt: `C3 JL A reply …`, item, marks, what it says.
function items() {
  return read("items.txt")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [, item, marks, text] = line.match(/^(\S+) (\S+) (.*)$/);
      return { item, marks, text, marked: /[JT!]/.test(marks) };
    });
}

// reasons.txt: `B22: …`, why there is no transcript.
function reasons() {
  const lines = read("reasons.txt").split("\n").filter((line) => /^[A-Z]\d+: /.test(line));
  return new Map(lines.map((line) => line.match(/^(\S+): (.*)$/).slice(1)));
}

function playsOf(transcripts) {
  const plays = new Map();
  for (const transcript of transcripts) {
    for (const item of transcript.items) {
      if (!plays.has(item)) plays.set(item, []);
      plays.get(item).push(transcript);
    }
  }
  return plays;
}

const link = ({ file: name }) => `[${name.replace(".txt", "")}](transcripts/${name})`;
const row = (...cells) => `| ${cells.join(" | ")} |`;

function coverageRow({ item, marks, text }, plays, why) {
  const found = plays.get(item) ?? [];
  const on = [...new Set(found.flatMap(({ transports }) => transports))].join(" ");
  const shown = found.length > 0 ? `${found.map(link).join(", ")} (${on})` : "";
  return row(item, marks, text, [shown, why.get(item)].filter(Boolean).join(" "));
}

// "ws 3, lp 2"
function playsByTransport(transcripts) {
  const counts = new Map();
  for (const transport of transcripts.flatMap(({ transports }) => transports)) {
    counts.set(transport, (counts.get(transport) ?? 0) + 1);
  }
  return [...counts].map(([transport, count]) => `${transport} ${count}`).join(", ");
}

// Throws when an item that is marked has neither a transcript nor a reason.
export function coverage(transcripts) {
  const all = items();
  const plays = playsOf(transcripts);
  const why = reasons();
  const bare = all.filter(({ item, marked }) => marked && !plays.has(item) && !why.has(item));
  if (bare.length > 0) throw new Error(`nothing on ${bare.map(({ item }) => item).join(" ")}`);
  const names = new Set(all.map(({ item }) => item));
  for (const item of [...plays.keys(), ...why.keys()]) {
    if (!names.has(item)) throw new Error(`items.txt has no ${item}`);
  }
  const told = all.filter(({ item, marked }) => marked || plays.has(item) || why.has(item));
  const shown = told.filter(({ item }) => plays.has(item)).length;
  return [
    "# What the transcripts cover",
    "",
    "Written by `node tests/conformance/update.mjs`; do not edit. The items are those of the list of what a",
    "Phoenix server does on the wire. Marks: J phoenix.js depends on it, T Phoenix has a test of it, L it was",
    "seen live, V it differs between versions, R it is a race, ! it is easy to get wrong. All that are marked J, T or !",
    "are here, and the others that have a transcript. Transports: ws and ws1 are WebSocket with protocol 2.0.0 and",
    "1.0.0, lp and lp1 are long-poll, http is requests one by one.",
    "",
    `${transcripts.length} transcripts; plays: ${playsByTransport(transcripts)}. ${shown} of these`,
    `${told.length} items have a transcript.`,
    "",
    row("item", "marks", "rule", "transcripts, or why there is none"),
    row("---", "---", "---", "---"),
    ...told.map((each) => coverageRow(each, plays, why)),
    "",
  ].join("\n");
}

// deviations.txt: `A24 | Phoenix … | we … | why`, those that no transcript shows.
function otherDeviations() {
  return read("deviations.txt")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split(" | "));
}

export function deviations(transcripts) {
  const shown = transcripts
    .filter(({ deviates }) => deviates)
    .map((transcript) => {
      const { phoenix, ours, better } = transcript.headers;
      return [transcript.item, phoenix, ours, `${better} ${link(transcript)}`];
    });
  const byItem = (a, b) => a[0].localeCompare(b[0], "en", { numeric: true });
  return [
    "# Where we differ from Phoenix",
    "",
    "Written by `node tests/conformance/update.mjs`, from the transcripts and deviations.txt; do not edit.",
    "",
    row("item", "Phoenix", "we", "why that is better for the client"),
    row("---", "---", "---", "---"),
    ...[...shown, ...otherDeviations()].sort(byItem).map((cells) => row(...cells)),
    "",
  ].join("\n");
}
