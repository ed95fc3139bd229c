// The calculation of an installation's size.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { computeSize, deviation, steady } from "./calculation.mjs";
import { CONSTANTS } from "./constants.mjs";
import { checkTable, sizeTable } from "./size_table.mjs";

const LOAD = {
  ...{ connections: 1_000_000, own_topics: 1, tls: 0, heartbeat_seconds: 30, back_seconds: 60, restart_seconds: 10 },
  ...{ notes_per_second: 1000, followers: 2, edge_connections: 50_000, core_use: 0.5 },
};
const ROUND = {
  ...{ edge_bytes_shared_topic: 1000, edge_bytes_own_topic: 3000, edge_bytes_tls: 2000, edge_base_bytes: 1e6 },
  ...{ kernel_bytes: 4000, notifications_bytes_topic: 500, database_bytes_topic: 250 },
  ...{ heartbeat_us: 12, delivery_us: 5, handshake_us: 600 },
  join_us: { edge: 300, postgres: 60 },
  first_join_us: { edge: 500, postgres: 600 },
  continue_us: { edge: 20, notifications: 40 },
  ...{ note_events: 6, note_us: { edge: 500, postgres: 5000 }, note_wal_bytes: 10_000, log_events_per_second: 30_000 },
};
const compute = (change = {}) => computeSize({ ...LOAD, ...change }, ROUND);
const near = (value, expected) => assert.ok(Math.abs(value - expected) < 1e-9 * expected, `${value}, not ${expected}`);

describe("the calculation", () => {
  test("has the memory of edges, the kernel, notifications and the database", () => {
    const { memory, counts } = compute();
    assert.equal(counts.edges, 20);
    near(memory.edges, 3e9 + 20e6);
    near(memory.kernel, 4e9);
    near(memory.notifications, 5e8);
    near(memory["topics in the database"], 2.5e8);
  });

  test("has less memory for shared topics, and more for TLS", () => {
    near(compute({ own_topics: 0 }).memory.edges, 1e9 + 20e6);
    assert.equal(compute({ own_topics: 0 }).memory.notifications, 0);
    near(compute({ tls: 1 }).memory.edges, 5e9 + 20e6);
  });

  test("has the cores of heartbeats, joins after a loss, and continued topics", () => {
    const { cores } = compute();
    near(cores.heartbeats.edge, (1e6 / 30) * 12e-6);
    near(cores.joins.edge, (1e6 / 60) * 300e-6);
    near(cores.restart.notifications, (1e6 / 10) * 40e-6);
    near(compute({ tls: 1 }).cores.joins.edge, (1e6 / 60) * 900e-6);
  });

  test("has the deliveries of notes to their followers", () => {
    const { cores } = compute();
    near(cores.notes.edge, 1000 * 500e-6 + 1000 * 6 * 2 * 5e-6);
    near(steady(cores, "postgres"), 5);
  });

  test("has the cores of the busiest cause, with their reserve", () => {
    near(compute().counts["cores for edge"], 10);
    near(compute({ back_seconds: 3600 }).counts["cores for postgres"], 10);
  });

  test("has more databases for more events", () => {
    const name = "databases for the log of topics";
    assert.equal(compute().counts[name], 1);
    assert.equal(compute({ notes_per_second: 6000 }).counts[name], 3);
  });

  test("is finite for the measured constants, and has no empty line", () => {
    const table = sizeTable(computeSize(LOAD, CONSTANTS));
    assert.doesNotMatch(table, /NaN|Infinity|undefined/);
    assert.match(table, /\| memory +\| edges +\| 2\.\d GB \|/);
  });
});

test("the deviation is that of the calculation from the measurement", () => {
  near(deviation(11, 10), 0.1);
  const [, , line] = checkTable([{ what: "memory", unit: "KB", computed: 3.4, measured: 3.2 }]).split("\n");
  assert.equal(line.replace(/ +/g, " "), "| memory | 3.4 KB | 3.2 KB | 6 % |");
});
