// Answers of a model, good and bad, as a client of the edge sees them.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { closeClients, newUser } from "./lib/client.mjs";
import { call } from "./lib/grpc.mjs";
import { speak, speakNote, startReview } from "./lib/review.mjs";
import { startStack } from "./lib/stack.mjs";
import { FakeOpenAiServer } from "./lib/fake_openai_server.mjs";

const CATEGORIES = ["pacing", "audio", "visual", "editing", "general"];
const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]).toString("base64");
const LATE_MS = 2_000;

let fakeServer, stack;
before(async () => {
  fakeServer = await FakeOpenAiServer.start();
  stack = await startStack({
    LOSSY_OPENAI_BASE_URL: fakeServer.baseUrl,
    LOSSY_OPENAI_API_KEY: "test",
    LOSSY_PLAIN_AFTER_MS: "3000",
    LOSSY_REFINE_ANSWER_MS: "1000",
  });
});
after(async () => {
  await closeClients();
  await stack?.stop();
  fakeServer?.stop();
});

const nextEvent = (audio, type) => audio.next("agent_event", (event) => event.type === type);

test("a join's reply names the configured models", async () => {
  const { audio } = await startReview(stack);
  const { features } = audio.response;
  assert.equal(features.note_model, true);
  assert.equal(features.note_writer_openai, true);
  assert.equal(features.transcriber_openai, true);
  assert.equal(features.vision, true);
});

describe("a note comes of whatever a model answers:", () => {
  const moods = [
    { mode: "plain" },
    { mode: "fenced" },
    { mode: "prose" },
    { mode: "not_json" },
    { mode: "missing_key", value: "category" },
    { mode: "missing_key", value: "text" },
    { mode: "category", value: '"music"' },
    { mode: "category", value: '"PACING"' },
    { mode: "category", value: "7" },
    { mode: "confidence", value: '"0.8"' },
    { mode: "confidence", value: "7" },
    { mode: "confidence", value: "null" },
    { mode: "empty_choices" },
    { mode: "null_content" },
    { mode: "refusal" },
    { mode: "reasoning" },
    { mode: "tool_calls" },
    { mode: "function_call" },
    { mode: "parts" },
    { mode: "length", value: "2000" },
    { mode: "finish", value: "content_filter" },
    { mode: "body", value: '{"error":{"message":"overloaded","code":502}}' },
    { mode: "refuse", value: "response_format" },
    { mode: "status", status: 400 },
    { mode: "status", status: 429, retry_after: "1" },
    { mode: "status", status: 500 },
    { mode: "status", status: 503 },
    { mode: "reset" },
    { mode: "cut" },
    { mode: "truncated" },
    { mode: "huge", bytes: 3 << 20 },
  ];
  for (const mood of moods) {
    test(JSON.stringify(mood), async () => {
      await fakeServer.clear();
      await fakeServer.script({ ...mood, kind: "structuring" });
      const review = await startReview(stack);
      const note = await speakNote(review.audio, "the pacing is too slow here", 3);
      assert.ok(CATEGORIES.includes(note.category), note.category);
      assert.ok(note.confidence >= 0.25 && note.confidence <= 1, note.confidence);
      assert.ok(note.text.length > 0);
      assert.equal((await review.panel.push("get_notes")).notes.length, 1);
    });
  }
});

const FORMAT = '{"category": "...", "text": "...", "confidence": 0.0}';
const ANSWER = '{"category":"audio","text":"Lower the music","confidence":0.8}';
const GUESS = '{"category":"other","text":"A cough","confidence":0.05}';

describe("the last note of an answer counts, behind", () => {
  const contents = [
    `${FORMAT}\n${ANSWER}`,
    `<think>${GUESS}</think>${ANSWER}`,
    `[THINK]${GUESS}[/THINK]\n\`\`\`json\n${ANSWER}\n\`\`\``,
    `<|channel|>analysis<|message|>${GUESS}<|end|><|start|>assistant<|channel|>final<|message|>${ANSWER}`,
    `[${GUESS},${ANSWER}]`,
  ];
  for (const value of contents) {
    test(JSON.stringify(value), async () => {
      await fakeServer.clear();
      await fakeServer.script({ mode: "text", kind: "structuring", value, times: 0 });
      const review = await startReview(stack);
      const note = await speakNote(review.audio, "the music is too loud here", 3);
      assert.equal(note.text, "Lower the music");
      assert.equal(note.category, "audio");
      assert.equal(note.confidence, 0.8);
    });
  }
});

describe("words are a plain note at once when the model only", () => {
  for (const value of [FORMAT, `<think>They cough. ${GUESS}`, `[THINK]${GUESS}`, "Certainly!"]) {
    test(`says ${JSON.stringify(value)}`, async () => {
      await fakeServer.clear();
      await fakeServer.script({ mode: "text", kind: "structuring", value, times: 0 });
      const review = await startReview(stack);
      await speak(review.audio, "the zebra is upside down", 3);
      const failed = await nextEvent(review.audio, "structuring_failed");
      assert.match(failed.error.message, /no_note/);
      const note = await review.audio.next("note_created");
      assert.equal(note.text, "the zebra is upside down");
      assert.equal(note.confidence, 0.5);
    });
  }
});

describe("a model is asked at most three times about an utterance", () => {
  const moods = [
    { mode: "empty_choices" },
    { mode: "null_content" },
    { mode: "reasoning" },
    { mode: "length" },
    { mode: "truncated" },
    { mode: "huge", bytes: 3 << 20 },
    { mode: "body", value: '{"error":{"message":"overloaded"}}' },
  ];
  for (const mood of moods) {
    test(`that answers ${JSON.stringify(mood)}`, async () => {
      await fakeServer.clear();
      await fakeServer.script({ ...mood, kind: "structuring", times: 0 });
      const review = await startReview(stack);
      const note = await speakNote(review.audio, "the pacing is too slow here", 3);
      assert.match(note.written_by, /rules|plain/);
      const asked = (await fakeServer.requests()).filter(({ said }) => /pacing/.test(said ?? ""));
      assert.ok(asked.length > 0 && asked.length <= 3, `${asked.length} requests`);
    });
  }
});

test("a model that is slower than words may wait improves their note", async () => {
  await fakeServer.clear();
  await fakeServer.script({ mode: "plain", kind: "structuring", times: 0, after_ms: 5_000 });
  const review = await startReview(stack);
  await speak(review.audio, "so the music is loud there", 4);
  await nextEvent(review.audio, "structuring_failed");
  const plain = await review.audio.next("note_created");
  assert.equal(plain.category, "general");
  const better = await review.panel.next("note_updated", () => true, 60_000);
  assert.equal(better.category, "audio");
});

test("words without an answer of a model become a plain note, which improves later", async () => {
  await fakeServer.clear();
  await fakeServer.script({ mode: "status", kind: "structuring", status: 503, times: 0 });
  const review = await startReview(stack);
  await speak(review.audio, "so the music is loud there", 4);
  await nextEvent(review.audio, "structuring_failed");
  const plain = await review.audio.next("note_created");
  assert.equal(plain.text, "so the music is loud there");
  assert.equal(plain.category, "general");
  assert.equal(plain.confidence, 0.5);
  await fakeServer.script();
  const better = await review.panel.next("note_updated", () => true, 60_000);
  assert.equal(better.id, plain.id);
  assert.equal(better.category, "audio");
  assert.equal(better.confidence, 0.9);
  assert.equal((await review.audio.next("note_updated")).category, "audio");
});

test("a draft of low confidence is skipped, and the client receives the reason", async () => {
  await fakeServer.clear();
  const review = await startReview(stack);
  await speak(review.audio, "um the um thing", 4);
  const skipped = await nextEvent(review.audio, "note_skipped");
  assert.equal(skipped.reason, "low_confidence");
  assert.equal(skipped.confidence, 0.2);
});

describe("a note is refined by a frame", () => {
  const refine = (review, id) =>
    review.meta.push("refine_note_with_vision", { note_id: id, frame_base64: JPEG, timestamp: 3 });

  test("and can be taken back", async () => {
    await fakeServer.clear();
    const review = await startReview(stack);
    const note = await speakNote(review.audio, "the frame is dark", 3);
    const { refined_text: text } = await refine(review, note.id);
    assert.match(text, /\(frame [0-9a-f]{8}\)$/);
    const updated = await review.panel.next("note_updated");
    assert.equal(updated.text, text);
    assert.equal(updated.enrichment_source, "gpt4o_vision");
    assert.equal(updated.revision, 2);
    const method = "lossy.notes.v1.NotesService/RevertNote";
    await call(stack, "notes", method, { note_id: note.id }, stack.internalToken(review.user));
    assert.equal((await review.panel.next("note_updated")).text, note.text);
  });

  test("also when the model answers after its client timed out", async () => {
    await fakeServer.clear();
    const review = await startReview(stack);
    const note = await speakNote(review.audio, "the frame is dark", 3);
    await fakeServer.script({ mode: "plain", kind: "vision", after_ms: LATE_MS });
    const error = await review.meta.refusal("refine_note_with_vision", {
      note_id: note.id,
      frame_base64: JPEG,
    });
    assert.equal(error.reason, "deadline_exceeded");
    assert.match((await review.panel.next("note_updated")).text, /\(frame /);
  });

  test("five times a minute", async () => {
    await fakeServer.clear();
    const review = await startReview(stack, newUser());
    const note = await speakNote(review.audio, "the frame is dark", 3);
    for (let i = 0; i < 5; ++i) await refine(review, note.id);
    const error = await review.meta.refusal("refine_note_with_vision", {
      note_id: note.id,
      frame_base64: JPEG,
    });
    assert.equal(error.reason, "rate_limited");
    assert.ok(error.retry_after_ms > 0 && error.retry_after_ms <= 12_000, error.retry_after_ms);
  });

  test("unless it is no image", async () => {
    const review = await startReview(stack);
    const note = await speakNote(review.audio, "the frame is dark", 3);
    const error = await review.meta.refusal("refine_note_with_vision", {
      note_id: note.id,
      frame_base64: Buffer.from("<svg>").toString("base64"),
    });
    assert.equal(error.reason, "invalid_argument");
  });
});

test("the cost of a user's sessions is stored", async () => {
  await fakeServer.clear();
  const review = await startReview(stack);
  await speakNote(review.audio, "cut this", 3);
  const method = "lossy.agent.v1.AgentService/GetUsage";
  const token = stack.internalToken(review.user);
  const request = { session_id: review.sessionId };
  const { response } = await call(stack, "agent", method, request, token);
  assert.equal(response.calls, "1");
  assert.ok(Number(response.costMicros) > 0);
});
