// The figures of a history.

import { describeTimes } from "../../load/times.mjs";

// Lines.
export function figures(history) {
  return [
    ...faultLines(history),
    writeLine(history),
    readerLine(history),
    `from all processes being ready to each reader being caught up, ms: ${describeTimes(caughtTimes(history))}`,
    `from losing a channel to being joined again, ms: ${describeTimes(rejoinTimes(history))}`,
    ...worstLines(history),
  ];
}

const count = (list, matches) => list.filter(matches).length;

function tally(list) {
  const counts = {};
  for (const item of list) counts[item] = (counts[item] ?? 0) + 1;
  return Object.entries(counts).map(([name, number]) => `${name} ${number}`).join(", ");
}

function faultLines(history) {
  const faults = history.filter(({ k }) => k === "fault");
  const kinds = tally(faults.map(({ kind }) => kind));
  return [`${count(history, ({ k }) => k === "round")} rounds, ${faults.length} faults: ${kinds}`];
}

function writeLine(history) {
  const writes = history.filter(({ k }) => k === "write");
  const answers = history.filter(({ k }) => k === "answer");
  const acked = new Set(answers.filter(({ status }) => status === "ok").map(({ w }) => w));
  const repeats = count(history, ({ k, n }) => k === "try" && n > 1);
  const others = answers.filter(({ status }) => status !== "ok");
  const reasons = tally(others.map(({ status, reason }) => reason ?? status));
  return (
    `${writes.length} writes (${tally(writes.map(({ op }) => op))}): ${acked.size} acknowledged, ` +
    `repeated ${repeats} times; answers that were none: ${reasons || "none"}`
  );
}

function readerLine(history) {
  const joins = history.filter(({ k, gave }) => k === "joined" && gave);
  const loads = count(joins, ({ recovered }) => !recovered);
  const opened = history.filter(({ k }) => k === "opened").length;
  return (
    `${count(history, ({ k }) => k === "reader")} readers saw ${count(history, ({ k }) => k === "event")} events; ` +
    `${opened} connections, ${joins.length} recoveries, ${loads} loads of the state at a rejoin`
  );
}

const caughtTimes = (history) => history.filter(({ k }) => k === "caught").map(({ ms }) => ms);

function rejoinTimes(history) {
  const times = [];
  const lost = new Map();
  for (const { k, c, t } of history) {
    if (k === "lost" && !lost.has(c)) lost.set(c, t);
    if (k === "joined" && lost.has(c)) {
      times.push(t - lost.get(c));
      lost.delete(c);
    }
  }
  return times;
}

// For each kind of fault, the longest that a write took to be acknowledged in a round that had it,
// and the longest that a reader took to catch up. Rounds with several faults count for each.
function worstLines(history) {
  const worst = new Map();
  let kinds = [];
  const sent = new Map();
  const note = (what, ms) => {
    for (const kind of kinds) {
      const times = worst.get(kind) ?? { write: 0, caught: 0, ready: 0 };
      times[what] = Math.max(times[what], ms);
      worst.set(kind, times);
    }
  };
  for (const entry of history) {
    if (entry.k === "round") kinds = [...new Set(entry.kinds)];
    if (entry.k === "write") sent.set(entry.w, entry.t);
    if (entry.k === "ready") note("ready", entry.ms);
    if (entry.k === "caught") note("caught", entry.ms);
    if (entry.k === "answer" && entry.status === "ok" && sent.has(entry.w)) {
      note("write", entry.t - sent.get(entry.w));
      sent.delete(entry.w);
    }
  }
  return [...worst].map(
    ([kind, { write, ready, caught }]) =>
      `worst with ${kind}, ms: a write ${Math.round(write)}, ready after the fault ${Math.round(ready)}, ` +
      `caught up after that ${Math.round(caught)}`,
  );
}
