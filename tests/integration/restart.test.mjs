// Notifications is killed while an edge follows many topics: the statements with which all are continued,
// readiness meanwhile, and the events of the outage.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { recordCosts } from "./lib/costs.mjs";
import { total } from "./lib/metrics.mjs";
import { Postgres } from "./lib/postgres.mjs";
import { startStack } from "./lib/stack.mjs";
import { StatementCounter } from "./lib/statements.mjs";
import { detectVideos, openVideoPanels, untilComplete } from "./lib/video_panels.mjs";
import { until } from "./lib/wait.mjs";

const TOPICS = 600;
const WRITERS = 20;
// The most statements that read heads: three batches of 256, the topic of commands about sockets, and the
// comparisons of all heads, one a second.
const MOST_HEAD_READS = 60;
const LIMIT_MS = 60_000;

let postgres;
let counter;
let stack;
before(async () => {
  const settings = () => "shared_preload_libraries=pg_stat_statements\n";
  postgres = await Postgres.start({ settings });
  counter = await StatementCounter.open(postgres);
  stack = await startStack({ LOSSY_DATABASE_URL: postgres.url });
});
after(async () => {
  await stack?.stop();
  await counter?.close();
  await postgres?.end();
});

// The statements that read heads of topics, and those that read events of one topic.
async function logReads() {
  const [row] = await counter.query(
    `SELECT coalesce(sum(calls) FILTER (WHERE query LIKE '%unnest(%WITH ORDINALITY AS g(topic%'), 0)::int AS heads,
       coalesce(sum(calls) FILTER (WHERE query LIKE '%sum(p.bytes) OVER%'), 0)::int AS ranges
     FROM pg_stat_statements`,
  );
  return row;
}

const edgeValue = async (family) => total(await stack.metrics("edge"), family);

// Resolves to the subscriptions of the notifications process that runs; 0 while none does.
const subscriptions = () =>
  stack.metrics("notifications").then(
    (page) => total(page, "lossy_notifications_subscriptions"),
    () => 0,
  );

describe("A restart of notifications", { timeout: 300_000 }, () => {
  let panels;
  before(async () => {
    panels = await openVideoPanels(stack, TOPICS);
  });
  after(() => panels?.forEach((panel) => panel.end()));

  test("continues all topics with a few statements, and the edge is ready once all are live", async (t) => {
    assert.ok((await edgeValue("lossy_edge_topics")) >= TOPICS);
    const earlier = await logReads();
    await stack.kill("notifications");
    await until("all topics to be subscribed", async () => (await subscriptions()) >= TOPICS, LIMIT_MS);
    await until("the edge to be ready", () => stack.ready(), LIMIT_MS);
    assert.equal(await edgeValue("lossy_edge_topics_not_live"), 0);
    const now = await logReads();
    t.diagnostic(`${now.heads - earlier.heads} reads of heads, ${now.ranges - earlier.ranges} of events`);
    recordCosts({ [`restart.topics_${TOPICS}.head_reads`]: now.heads - earlier.heads });
    assert.ok(now.heads > earlier.heads, "no read of heads was found");
    assert.ok(now.heads - earlier.heads <= MOST_HEAD_READS, `${now.heads - earlier.heads} reads of heads`);
    assert.ok(now.ranges - earlier.ranges < TOPICS / 10, `${now.ranges - earlier.ranges} reads of events`);
    assert.ok(panels.every((panel) => !panel.broken), "a channel had to join again");
  });

  test("loses no event", async () => {
    const writers = panels.slice(0, WRITERS);
    await Promise.all([stack.kill("notifications"), detectVideos(writers, 5)]);
    await untilComplete(panels, LIMIT_MS);
    assert.ok(panels.every((panel) => panel.correct), "a panel lacks an event, or has one twice");
  });
});
