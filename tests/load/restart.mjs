// Notifications is killed while an edge follows many topics, one of each client: how long until all topics
// are live again, what /readyz of the edge answers meanwhile, and if an event was lost.
//
//   node restart.mjs [--clients=15000] [--writers=200] [--videos=3]    videos that each writer makes meanwhile
//
// Each client has a connection, so `ulimit -n` must be above their number here and for the edge.
//
// It fails if /readyz was 200 while a topic that clients follow was not live, or if a panel lacks an event or
// has one twice.

import { total } from "../integration/lib/metrics.mjs";
import { detectVideos, openVideoPanels, untilComplete } from "../integration/lib/video_panels.mjs";
import { until } from "../integration/lib/wait.mjs";
import { readOptions } from "./options.mjs";
import { runningStack } from "./running_stack.mjs";

const options = readOptions({ clients: 15_000, writers: 200, videos: 3 });
const stack = runningStack();
let replaced = false;
const LIMIT_MS = 120_000;

async function readEdge() {
  const page = await stack.metrics("edge");
  return {
    followed: total(page, "lossy_edge_topics"),
    notLive: total(page, "lossy_edge_topics_not_live"),
    connected: total(page, "lossy_edge_feed_connected") === 1,
  };
}

// Resolves to the subscriptions of the process that took the place of the killed one; 0 before it is there.
async function subscriptions() {
  if (!replaced) return 0;
  const page = await stack.metrics("notifications").catch(() => "");
  return total(page, "lossy_notifications_subscriptions");
}

// Looks at the edge until all topics are live again. Resolves to the times since `start`, in milliseconds.
async function watchEdge(start, followed) {
  const since = () => Math.round(performance.now() - start);
  const times = { wrong: 0 };
  await until("all topics to be live and the edge to be ready", async () => {
    const before = await readEdge();
    const ready = await stack.ready();
    const after = await readEdge();
    // Topics that are not live before and after the answer were not live at the time of the answer.
    if (ready && before.notLive > 0 && after.notLive > 0) ++times.wrong;
    const subscribed = await subscriptions();
    if (subscribed > 0 && after.connected) times.connected ??= since();
    if (subscribed >= followed && after.connected && after.notLive === 0) times.live ??= since();
    if (ready && times.live !== undefined) times.ready ??= since();
    return times.ready !== undefined;
  }, LIMIT_MS);
  return times;
}

// The milliseconds from the connection of the stream until all topics were live, as the edge measured them.
function continuedAfterMs() {
  const lines = stack.read("log", "edge.log").split("\n");
  return JSON.parse(lines.findLast((line) => line.includes('"event":"topics_continued"'))).ms;
}

const panels = await openVideoPanels(stack, options.clients);
const writers = panels.slice(0, options.writers);
const { followed } = await readEdge();

const start = performance.now();
const killed = stack.kill("notifications").then(() => (replaced = true));
const [times] = await Promise.all([
  watchEdge(start, followed),
  detectVideos(writers, options.videos),
  killed,
]);
await untilComplete(panels, LIMIT_MS);
const right = panels.filter((panel) => panel.correct).length;
for (const panel of panels) panel.end();

console.log(`${followed} topics are followed by ${panels.length} clients`);
console.log(
  `from the kill of notifications, ms: stream connected ${times.connected}, all topics live ${times.live}, ` +
    `edge ready ${times.ready}`,
);
console.log(`all topics live ${continuedAfterMs()} ms after the stream was connected, by the log of the edge`);
console.log(`/readyz was 200 ${times.wrong} times while topics were not live`);
console.log(`${right} panels have each event once, in order; ${panels.length - right} do not`);
process.exitCode = right === panels.length && times.wrong === 0 ? 0 : 1;
