// The names of exhausted resources.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { bottlenecks } from "./bottleneck.mjs";

const process = (name, cpu, ...threads) => ({ name, cpu, threads: threads.map((each) => ({ name, cpu: each })) });

const IDLE = {
  cores: 4,
  busy: 1,
  processes: [process("edge", 0.4, 0.2, 0.2), process("postgres", 0.35)],
  waits: [],
  refusals: [],
  queues: [],
};

const first = (change, broken = []) => bottlenecks({ ...IDLE, ...change }, broken)[0];

describe("the name of the bottleneck", () => {
  test("is a thread that is full, although the host is not", () => {
    const processes = [process("notes", 1.1, 0.95, 0.1), process("edge", 0.2, 0.2)];
    assert.equal(first({ processes }), "a thread of notes: notes used 0.95 cores");
  });

  test("is the load generator when its thread is full", () => {
    assert.match(first({ processes: [process("load", 0.97, 0.97)] }), /^the load generator: .* can do more$/);
  });

  test("is the host with its largest processes, those of others included", () => {
    const processes = [process("edge", 0.8, 0.4), process("postgres", 1.5)];
    assert.equal(
      first({ busy: 3.9, processes }),
      "the CPU of the host, 3.9 of 4 cores: other programs 1.60, postgres 1.50, edge 0.80",
    );
  });

  test("is a wait in the database, by its kind", () => {
    const waits = [
      { event: "Lock:transactionid", sessions: 3.2 },
      { event: "IO:WALSync", sessions: 1.1 },
      { event: "LWLock:WALWrite", sessions: 0.2 },
    ];
    assert.deepEqual(bottlenecks({ ...IDLE, waits }), [
      "the database: 3.2 sessions waited for a lock (Lock:transactionid)",
      "the database: 1.1 sessions waited for the disk (IO:WALSync)",
    ]);
  });

  test("is a limit that refused, before all others, if operations failed", () => {
    const change = {
      refusals: [{ name: "lossy_edge_rate_limited_total", count: 70 }],
      processes: [process("edge", 1, 0.99)],
    };
    assert.match(first(change, [{ objective: "errors" }]), /rate_limited_total \+70$/);
    assert.match(first(change), /^a thread of edge/);
  });

  test("is a queue of calls", () => {
    const queues = [{ name: "notes lossy_database_connections_waiting", mean: 12 }];
    assert.equal(first({ queues }), "a queue: notes lossy_database_connections_waiting held 12");
  });

  test("is none if nothing was full", () => {
    assert.equal(first({}), "no resource was exhausted: edge 0.40, postgres 0.35, other programs 0.25");
  });
});
