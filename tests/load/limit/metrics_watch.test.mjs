// Queues and refusals by the metrics of processes.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { MetricsWatch, backlogIn, parsePage, refusalsBetween } from "./metrics_watch.mjs";

const page = (...lines) => parsePage(`# HELP a b\n# TYPE a gauge\n${lines.join("\n")}\n`);

describe("the metrics", () => {
  test("are read with their labels", () => {
    assert.deepEqual([...page('a{b="c d"} 3', "e 1.5e3")], [['a{b="c d"}', 3], ["e", 1500]]);
  });

  test("name the refusals and losses that grew, and no other counter", () => {
    const before = { edge: page("lossy_edge_rate_limited_total 5", "lossy_edge_messages_total 10") };
    const after = {
      edge: page(
        "lossy_edge_rate_limited_total 8",
        "lossy_edge_messages_total 90",
        'lossy_edge_joins_refused_total{reason="busy"} 2',
        "lossy_edge_slow_total 0",
      ),
    };
    assert.deepEqual(refusalsBetween(before, after), [
      { name: "edge lossy_edge_rate_limited_total", count: 3 },
      { name: 'edge lossy_edge_joins_refused_total{reason="busy"}', count: 2 },
    ]);
  });

  test("have the backlog of outboxes and of the agent's queue", () => {
    const notes = page('lossy_outbox_items{kind="publish",status="waiting"} 7', 'lossy_outbox_items{kind="publish",status="set_aside"} 9');
    const agent = page('lossy_agent_queue_transcripts{status="pending"} 4', 'lossy_agent_queue_transcripts{status="refused"} 1');
    assert.equal(backlogIn({ notes, agent }), 11);
  });

  test("are read again until the backlog is small", async () => {
    let left = 20;
    const read = async () => `lossy_outbox_items{kind="publish",status="waiting"} ${(left -= 10)}\n`;
    await new MetricsWatch(["notes"], read).settle(0, 60_000);
    assert.equal(left, 0);
  });

  test("have the mean of each queue", async () => {
    let calls = 0;
    const watch = new MetricsWatch(["notes"], async () => `lossy_rpc_waiting_calls ${calls++ === 0 ? 0 : 10}\n`);
    await watch.start();
    const { queues } = await watch.stop();
    const [{ name, mean }] = queues;
    assert.equal(name, "notes lossy_rpc_waiting_calls");
    assert.ok(mean >= 5 && mean < 10);
  });
});
