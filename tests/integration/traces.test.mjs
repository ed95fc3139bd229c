// One utterance is one trace, from the frame of the client to the writes on its sockets.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { closeClients } from "./lib/client.mjs";
import { FakeOpenAiServer } from "./lib/fake_openai_server.mjs";
import { speakNote, startReview } from "./lib/review.mjs";
import { startStack } from "./lib/stack.mjs";
import { TraceReceiver } from "./lib/trace_receiver.mjs";
import { TraceTree, traceOf } from "./lib/trace_tree.mjs";
import { until } from "./lib/wait.mjs";

const WORDS = "the xylophone is way too loud under the marimba";
const NOTE = "lossy.notes.v1.NotesService/CreateNote";
const LIMIT_MS = 60_000;
const BATCH = "lossy.notifications.v1.NotificationsService/PublishBatch";

// The ways that every spoken note takes, each from a cause to its effect.
const WAYS = [
  ["agent:transcript_final", "agent:outbox_publish", "notifications:log_append", "edge:socket_write"],
  ["agent:transcript_final", "agent:draft", "agent:model_draft"],
  ["agent:transcript_final", "agent:draft", `agent:${NOTE}`, "notes:CreateNote"],
  ["notes:CreateNote", "notes:outbox_publish", "notifications:log_append", "edge:socket_write"],
  ["notes:CreateNote", "notes:outbox_call", "video:TouchVideo"],
  ["agent:draft", "agent:outbox_publish", "notifications:log_append", "edge:socket_write"],
];

let model, receiver, stack;
before(async () => {
  model = await FakeOpenAiServer.start();
  receiver = await TraceReceiver.start();
  stack = await startStack({
    LOSSY_TRACE_ENDPOINT: receiver.endpoint,
    LOSSY_TRACE_RATE: "1",
    LOSSY_TRACE_INTERVAL_MS: "100",
    LOSSY_OPENAI_BASE_URL: model.baseUrl,
    LOSSY_OPENAI_API_KEY: "test",
  });
});
after(async () => {
  await closeClients();
  await stack?.stop();
  await receiver?.stop();
  model?.stop();
});

const isWords = ({ service, name }) => service === "agent" && name === "transcript_final";

// The trace of the words of a session, once it has all ways.
async function traceOfWords(request) {
  let tree;
  await until("the spans of all ways", () => {
    const spans = traceOf(receiver.spans, request);
    tree = spans && new TraceTree(spans);
    return tree && tree.orphans().length === 0 && WAYS.every((way) => tree.find(...way));
  }, LIMIT_MS).catch((error) => {
    const missing = WAYS.filter((way) => !tree?.find(...way)).map((way) => way.join(" > "));
    throw new Error(`${error.message}; missing:\n${missing.join("\n")}\nthe trace:\n${tree}`);
  });
  return tree;
}

describe("the trace of a spoken note", () => {
  let review, tree;
  before(async () => {
    review = await startReview(stack);
    const note = await speakNote(review.audio, WORDS, 12);
    await review.panel.next("note_created", ({ id }) => id === note.id);
    tree = await traceOfWords(isWords);
  });

  test("has one root, which the edge made, and no orphan", () => {
    assert.deepEqual(tree.orphans(), []);
    assert.deepEqual(tree.roots.map(({ service }) => service), ["edge"], String(tree));
  });

  test("has the name of no user and no word", () => {
    const asText = (_, value) => (typeof value === "bigint" ? String(value) : value);
    const text = JSON.stringify(tree.spans, asText);
    assert.ok(!text.includes("xylophone"));
    assert.ok(!text.includes(review.user));
  });

  test("has spans that begin after their causes", () => {
    for (const [cause, effect] of [
      ["agent:transcript_final", "agent:draft"],
      ["agent:draft", `agent:${NOTE}`],
      [`agent:${NOTE}`, "notes:CreateNote"],
    ]) {
      const child = tree.find(cause, effect);
      const parent = tree.find(cause);
      assert.ok(child.start >= parent.start, `${effect} began before ${cause}`);
    }
  });
});

// The call that published the event of this span: its child, or one with a link to it.
const callWith = (spanId) =>
  receiver.spans.find(
    ({ name, parentId, links }) =>
      name === BATCH && (parentId === spanId || links.some((link) => link.spanId === spanId)),
  );

test("utterances in one batch of the outbox have their own traces", async () => {
  const reviews = await Promise.all([startReview(stack), startReview(stack), startReview(stack)]);
  const seen = new Set(receiver.spans.map(({ traceId }) => traceId));
  await Promise.all(reviews.map(({ audio }, i) => speakNote(audio, `${WORDS} ${i}`, 10 + i)));
  const isNew = (span) => isWords(span) && !seen.has(span.traceId);
  for (let i = 0; i < reviews.length; ++i) {
    const tree = await traceOfWords(isNew);
    assert.equal(tree.spans.filter(isWords).length, 1);
    seen.add(tree.spans[0].traceId);
    for (const { name, spanId } of tree.spans) {
      if (name === "outbox_publish") await until("the call with the event", () => callWith(spanId), LIMIT_MS);
    }
  }
});
