// The metrics that an operator sees.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { closeClients } from "./lib/client.mjs";
import { total } from "./lib/metrics.mjs";
import { speakNote, startReview } from "./lib/review.mjs";
import { sharedStack } from "./lib/stack.mjs";
import { until } from "./lib/wait.mjs";

const stack = sharedStack();
after(closeClients);

test("the edge counts sockets, joins and events, and how long they took", async () => {
  const review = await startReview(stack);
  await speakNote(review.audio, "the captions are hard to read", 2);
  await review.meta.refusal("delete_note", {});
  const text = await stack.metrics("edge");
  assert.ok(total(text, "lossy_edge_connections") >= 1);
  assert.ok(total(text, "lossy_edge_joins_total", { channel: "video:meta", status: "ok" }) >= 1);
  for (const [event, status] of [
    ["video_detected", "ok"],
    ["transcript_final", "ok"],
    ["delete_note", "error"],
  ]) {
    assert.ok(total(text, "lossy_edge_events_total", { event, status }) >= 1, event);
    assert.ok(total(text, "lossy_edge_event_seconds_count", { event }) >= 1, event);
  }
  assert.ok(total(text, "lossy_edge_deliveries_total") >= 1);
});

test("services count their calls by method and code", async () => {
  await startReview(stack);
  for (const [name, method] of [
    ["video", "DetectVideo"],
    ["notes", "JoinVideoNotes"],
  ]) {
    const text = await stack.metrics(name);
    assert.ok(total(text, "lossy_rpc_calls_total", { method }) >= 1, method);
    assert.ok(total(text, "lossy_rpc_seconds_count", { method }) >= 1, method);
    assert.match(text, /^lossy_database_connections_in_use/m);
  }
});

test("the agent and notifications count their work", async () => {
  const review = await startReview(stack);
  await speakNote(review.audio, "zoom in on the product here", 2);
  await until("a transcript to be counted", async () =>
    total(await stack.metrics("agent"), "lossy_agent_transcripts_total"),
  );
  assert.match(await stack.metrics("notifications"), /^lossy_notifications_/m);
});

test("no metric names a user", async () => {
  const review = await startReview(stack);
  for (const name of ["edge", "video", "notes", "agent", "notifications"]) {
    const text = await stack.metrics(name);
    assert.ok(!text.includes(review.user), name);
    assert.ok(!text.includes(review.videoId), name);
  }
});
