// The page docs/metrics.md: a table of every metric of the programs.
//
// A row has the type, the help and the labels that the running processes export. A metric that no
// running process exports, such as one of a remote model, has its name and help from the sources, and
// keeps the labels that the page states.

import fs from "node:fs";
import path from "node:path";

export const PROCESSES = ["edge", "video", "notes", "agent", "notifications"];

const FOLDERS = ["base", "edge", "services"];
const NO_PRODUCT = /(_test|_bench|_benchmark|_fuzz)\.cc$|_fixture\.h$|\/(fake|test)_[^/]*$|\/testing\//;

const HEAD = `# Metrics

Each process serves its metrics at \`/metrics\` of \`--metrics_listen\`, in the text format of Prometheus
([operations.md](operations.md) has the ports). This page lists them all. \`./dev test metrics_page\` compares it with
the sources and with running processes; \`LOSSY_WRITE_METRICS_PAGE=1 ./dev test metrics_page\` writes it again.

- A name begins with \`lossy_\`, then the process or the part, the counted thing and the unit. \`process_…\` are the
  names that the client libraries of Prometheus have.
- A counter ends with \`_total\` and begins with 0 at each start. Times are in seconds, sizes in bytes.
- Labels have few values, whatever clients send: topic patterns and events of the contract, reasons and codes of
  an enumeration, methods, tasks and files of the configuration. No label contains an id, a user or a text of a client.
- A time series may be missing until its first value, for example a task that has not run so far. Refusals of joins and events have
  one for each channel and reason from the start.
- A gauge of the whole installation, such as \`lossy_agent_queue_transcripts\`, has the same value at each replica:
  take the maximum, not the sum.

Two histograms span processes. \`lossy_edge_commit_to_socket_seconds\` begins with the transaction of a change:
the time travels with the event through the outbox and the log of topics. \`lossy_edge_action_to_socket_seconds\`
begins with the user's action, and for \`note_created\` it is the time from known words to the visible note.
Both compare the clock of the database with the clock of the edge. If the edge's clock is behind, a time would be
negative; it counts as 0 and in \`lossy_edge_negative_lags_total\`. The stages before are
\`lossy_agent_note_stage_seconds\` (heard, drafted, created); the last stage, delivered, is
\`lossy_edge_commit_to_socket_seconds{event="note_created"}\`.
[ADR 0069](adr/0069-a-lag-begins-with-the-transaction.md) has the reasons.
`;

// The families of a page that a process exports: name → {type, help, labels}.
export function readFamilies(text) {
  const families = new Map();
  for (const line of text.split("\n")) {
    const comment = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line);
    if (comment) {
      const [, kind, name, rest] = comment;
      if (!families.has(name)) families.set(name, { type: "", help: "", labels: new Set() });
      families.get(name)[kind.toLowerCase()] = rest;
      continue;
    }
    const sample = /^([a-z0-9_]+)(?:\{(.*)\})? /.exec(line);
    if (!sample) continue;
    const family = families.get(sample[1]) ?? families.get(sample[1].replace(/_(bucket|sum|count)$/, ""));
    for (const [, label] of (sample[2] ?? "").matchAll(/([a-z_]+)="(?:[^"\\]|\\.)*"/g)) {
      if (label !== "le") family.labels.add(label);
    }
  }
  return families;
}

function* filesIn(folder) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* filesIn(file);
    else if (/\.(cc|h)$/.test(file) && !NO_PRODUCT.test(file)) yield file;
  }
}

const LITERAL = String.raw`"(?:[^"\\]|\\.)*"`;
// The name of a metric and its help, as the calls of the sources have them.
const REGISTERED = new RegExp(
  String.raw`"((?:lossy|process)_[a-z0-9_]+)"` +
    String.raw`(?:\s*,\s*|\)\s*\.Help\(\s*|;\s*\w+\.help\s*=\s*)` +
    `(${LITERAL}(?:\\s*${LITERAL})*)`,
  "g",
);

function typeOf(name, before) {
  if (name.endsWith("_total")) return "counter";
  return /Histogram[^;]*$/.test(before) ? "histogram" : "gauge";
}

// The metrics that the sources register: name → {type, help, owner}.
export function readSources(root) {
  const found = new Map();
  for (const folder of FOLDERS) {
    for (const file of filesIn(path.join(root, folder))) {
      const text = fs.readFileSync(file, "utf8");
      for (const match of text.matchAll(REGISTERED)) {
        const [, name, literals] = match;
        const help = [...literals.matchAll(new RegExp(LITERAL, "g"))]
          .map(([literal]) => literal.slice(1, -1).replaceAll('\\"', '"'))
          .join("");
        const type = typeOf(name, text.slice(Math.max(0, match.index - 200), match.index));
        const [top, second] = path.relative(root, file).split(path.sep);
        const owner = top === "services" && PROCESSES.includes(second) ? second : top;
        found.set(name, { type, help, owner });
      }
    }
  }
  return found;
}

// The rows of a page: name → {type, help, labels, processes}.
export function readPage(text) {
  const rows = new Map();
  let processes = [];
  for (const line of text.split("\n")) {
    const title = /^## (.*)$/.exec(line);
    if (title) processes = title[1] === "Every process" ? PROCESSES : title[1].split(", ");
    const row = /^\| `(\S+)` \| (\w+) \| (.*?) \| (.*) \|$/.exec(line);
    if (!row) continue;
    const labels = [...row[3].matchAll(/`(\w+)`/g)].map(([, label]) => label);
    rows.set(row[1], { type: row[2], labels, help: row[4], processes });
  }
  return rows;
}

const guess = (owner) => (PROCESSES.includes(owner) ? [owner] : PROCESSES);

// The rows that the page must have. `running` has the families of each process by its name.
export function expectedRows(page, sources, running) {
  const seen = new Map();
  for (const [process, families] of Object.entries(running)) {
    for (const [name, family] of families) {
      const row = seen.get(name) ?? { ...family, labels: new Set(), processes: [] };
      for (const label of family.labels) row.labels.add(label);
      row.processes.push(process);
      seen.set(name, row);
    }
  }
  const rows = new Map();
  for (const name of [...new Set([...sources.keys(), ...seen.keys()])].sort()) {
    const [before, source, now] = [page.get(name), sources.get(name), seen.get(name)];
    const processes = new Set([...(before?.processes ?? []), ...(now?.processes ?? [])]);
    rows.set(name, {
      type: now?.type ?? source.type,
      help: now?.help ?? source.help,
      labels: now ? [...now.labels].sort() : (before?.labels ?? []),
      processes: processes.size > 0 ? PROCESSES.filter((each) => processes.has(each)) : guess(source.owner),
    });
  }
  return rows;
}

export function writePage(rows) {
  const sections = new Map();
  for (const [name, row] of rows) {
    const title = row.processes.length === PROCESSES.length ? "Every process" : row.processes.join(", ");
    if (!sections.has(title)) sections.set(title, []);
    const labels = row.labels.map((label) => `\`${label}\``).join(", ") || "–";
    sections.get(title).push(`| \`${name}\` | ${row.type} | ${labels} | ${row.help} |`);
  }
  // The sections of the most processes come first.
  const breadth = (title) => (title === "Every process" ? PROCESSES.length : title.split(", ").length);
  const titles = [...sections.keys()].sort((a, b) => breadth(b) - breadth(a) || (a < b ? -1 : 1));
  const tables = titles.map(
    (title) =>
      `\n## ${title}\n\n| metric | type | labels | meaning |\n|---|---|---|---|\n${sections.get(title).join("\n")}\n`,
  );
  return HEAD + tables.join("");
}
