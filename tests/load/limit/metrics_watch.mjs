// Watches the metrics of the processes: their queues while a step runs, and the refusals that it caused.

import { pause, within } from "../../integration/lib/wait.mjs";

const SAMPLE_MS = 500;
const LIMIT_MS = 10_000;

const REFUSAL = /_(refused|dropped|limited|cut|slow|throttled|overruns|over_budget|failures|errors|gaps)(_[a-z]+)*_total$/;
// Gauges of work that waits. The first group is the backlog of unfinished work.
const BACKLOG = [/^lossy_outbox_items\{.*status="waiting"/, /^lossy_agent_queue_transcripts\{.*status="(pending|recorded)"/];
const QUEUES = [/^lossy_database_connections_waiting/, /^lossy_rpc_waiting_calls/, /^lossy_edge_join_calls_waiting/];

// Returns a Map from each series, with its labels, to its value.
export function parsePage(page) {
  const series = new Map();
  for (const line of page.split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const end = line.lastIndexOf(" ");
    series.set(line.slice(0, end), Number(line.slice(end + 1)));
  }
  return series;
}

const familyOf = (series) => series.split("{", 1)[0];
const matches = (patterns, series) => patterns.some((pattern) => pattern.test(series));

// `before` and `after`: { PROCESS: Map }. Returns the counters of refusals and losses that grew, as [{ name,
// count }].
export function refusalsBetween(before, after) {
  const refusals = [];
  for (const [process, series] of Object.entries(after)) {
    for (const [name, value] of series) {
      if (!REFUSAL.test(familyOf(name))) continue;
      const count = value - (before[process]?.get(name) ?? 0);
      if (count > 0) refusals.push({ name: `${process} ${name}`, count });
    }
  }
  return refusals;
}

// The sum of the gauges of unfinished work.
export const backlogIn = (pages) => sumOf(pages, BACKLOG);

function sumOf(pages, patterns) {
  let sum = 0;
  for (const series of Object.values(pages)) {
    for (const [name, value] of series) if (matches(patterns, name)) sum += value;
  }
  return sum;
}

export class MetricsWatch {
  #names;
  #read;
  #samples = [];
  #running = false;
  #ended;
  #before;

  // `read(name)` resolves to the page of the process `name`.
  constructor(names, read) {
    this.#names = names;
    this.#read = read;
  }

  async start() {
    this.#before = await this.#readAll();
    this.#samples = [this.#before];
    this.#running = true;
    this.#ended = this.#sample();
  }

  // Returns { refusals, queues: [{ name, mean }], backlog: samples } since start().
  async stop() {
    this.#running = false;
    await this.#ended;
    const backlog = this.#samples.map(backlogIn);
    const after = await this.#readAll();
    this.#samples.push(after);
    return { refusals: refusalsBetween(this.#before, after), queues: this.#queues(), backlog };
  }

  // Returns when the backlog is at most `most`, or after `limitMs`.
  async settle(most, limitMs) {
    const deadline = performance.now() + limitMs;
    while (backlogIn(await this.#readAll()) > most && performance.now() < deadline) await pause(SAMPLE_MS);
  }

  #queues() {
    const means = new Map();
    for (const pages of this.#samples) {
      for (const [process, series] of Object.entries(pages)) {
        for (const [name, value] of series) {
          if (!matches(QUEUES, name)) continue;
          const key = `${process} ${name}`;
          means.set(key, (means.get(key) ?? 0) + value / this.#samples.length);
        }
      }
    }
    return [...means].map(([name, mean]) => ({ name, mean }));
  }

  async #sample() {
    while (this.#running) {
      await pause(SAMPLE_MS);
      if (this.#running) this.#samples.push(await this.#readAll());
    }
  }

  async #readAll() {
    const pages = await Promise.all(
      this.#names.map((name) => within(`metrics of ${name}`, this.#read(name), LIMIT_MS).then(parsePage)),
    );
    return Object.fromEntries(this.#names.map((name, i) => [name, pages[i]]));
  }
}
