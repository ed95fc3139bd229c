// A client gets a readable error for any bad message, and the channel continues.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Client, closeClients, joinRefusal, newUser } from "./lib/client.mjs";
import { startReview } from "./lib/review.mjs";
import { sharedStack } from "./lib/stack.mjs";

const stack = sharedStack();
after(closeClients);

const UUID = "0195d8a0-0000-7000-8000-000000000000";
const VIDEO = { platform: "youtube", videoId: "a", url: "https://www.youtube.com/watch?v=a" };
const QUEUED = { platform: "youtube", external_id: "a", url: VIDEO.url, title: "T" };
const EMBEDDING = Array.from({ length: 768 }, () => 0);
const FRAME = { embedding: EMBEDDING, timestamp: 1 };
const MILLISECONDS = Date.now();

// Topic, event, payload, and the field that the details must name.
const CASES = [
  ["meta", "video_detected", {}, "platform"],
  ["meta", "video_detected", { ...VIDEO, platform: 5 }, "platform"],
  ["meta", "video_detected", { ...VIDEO, videoId: [] }, "videoId"],
  ["meta", "video_detected", { ...VIDEO, url: "javascript:alert(1)" }, "url"],
  ["meta", "video_detected", { ...VIDEO, platform: "!!!", url: "https://example.org/a" }, "platform"],
  ["meta", "get_notes", {}, "video_id"],
  ["meta", "get_notes", { video_id: 7 }, "video_id"],
  ["meta", "get_notes", { video_id: "not-a-uuid" }, "video_id"],
  ["meta", "get_notes", { video_id: UUID, limit: "many" }, "limit"],
  ["meta", "delete_note", {}, "note_id"],
  ["meta", "delete_note", { note_id: {} }, "note_id"],
  ["meta", "delete_note", { note_id: "1" }, "note_id"],
  ["meta", "enrich_note", { embedding: EMBEDDING }, "note_id"],
  ["meta", "enrich_note", { note_id: UUID }, "embedding"],
  ["meta", "enrich_note", { note_id: UUID, embedding: "0.1" }, "embedding"],
  ["meta", "enrich_note", { note_id: UUID, embedding: [1, 2, 3] }, "embedding"],
  ["meta", "enrich_note", { note_id: UUID, embedding: EMBEDDING, source: "elsewhere" }, "source"],
  ["meta", "enrich_note", { note_id: UUID, embedding: EMBEDDING }, "timestamp"],
  ["meta", "enrich_note", { note_id: UUID, ...FRAME, timestamp: MILLISECONDS }, "timestamp"],
  ["meta", "refine_note_with_vision", { note_id: 1 }, "note_id"],
  ["meta", "refine_note_with_vision", { note_id: UUID, frame_base64: true }, "frame_base64"],
  ["meta", "list_videos", { filters: 5 }, "filters"],
  ["meta", "list_videos", { filters: { limit: "many" } }, "filters.limit"],
  ["meta", "list_videos", { filters: { limit: 0 } }, "filters.limit"],
  ["meta", "list_videos", { filters: { status: "lost" } }, "filters.status"],
  ["meta", "list_videos", { filters: { platform: "!!!" } }, "filters.platform"],
  ["meta", "update_video_status", { video_id: UUID }, "status"],
  ["meta", "update_video_status", { status: "complete" }, "video_id"],
  ["meta", "update_video_status", { video_id: UUID, status: "nonsense" }, "status"],
  ["meta", "update_video_status", { video_id: 5, status: "complete" }, "video_id"],
  ["meta", "queue_video", {}, "platform"],
  ["meta", "queue_video", { ...QUEUED, external_id: 5 }, "external_id"],
  ["meta", "queue_video", { ...QUEUED, url: 'https://a.example/"onclick="' }, "url"],
  ["meta", "queue_video", { ...QUEUED, thumbnail_url: "data:text/html,x" }, "thumbnail_url"],
  ["meta", "queue_video", { ...QUEUED, thumbnail_url: "https:///a.jpg" }, "thumbnail_url"],
  ["meta", "update_note", {}, "note_id"],
  ["meta", "update_note", { note_id: UUID, text: 5 }, "text"],
  ["meta", "update_note", { note_id: UUID, text: " " }, "text"],
  ["meta", "update_note", { note_id: UUID, confidence: 7 }, "confidence"],
  ["meta", "update_note", { note_id: UUID, category: "music" }, "category"],
  ["meta", "update_note", { note_id: UUID, end_seconds: -1 }, "end_seconds"],
  ["meta", "export_notes", { format: "csv" }, "video_id"],
  ["meta", "export_notes", { video_id: UUID }, "format"],
  ["meta", "export_notes", { video_id: UUID, format: "docx" }, "format"],
  ["meta", "export_notes", { video_id: UUID, format: "csv", to_seconds: -1 }, "to_seconds"],
  ["meta", "update_video_timecode", { video_id: UUID }, "frame_rate"],
  ["meta", "update_video_timecode", { video_id: UUID, frame_rate: { numerator: 29 } }, "frame_rate"],
  [
    "meta",
    "update_video_timecode",
    { video_id: UUID, frame_rate: { numerator: 24 }, start_timecode: "00:00:00:24" },
    "start_timecode",
  ],
  ["meta", "update_note", { note_id: UUID, expected_revision: "x" }, "expected_revision"],
  ["meta", "update_note", { note_id: UUID }, "text"],
  ["meta", "update_note", { note_id: UUID, txt: "lost" }, "text"],
  ["meta", "revert_note", { note_id: 1 }, "note_id"],
  ["meta", "revert_note", { note_id: UUID, revision: 0 }, "revision"],
  ["meta", "revert_note", { note_id: UUID, revision: 1.5 }, "revision"],
  ["meta", "update_settings", {}, "feature_flags"],
  ["meta", "update_settings", { min_confidense: 0.5 }, "feature_flags"],
  ["meta", "update_settings", { min_confidence: "much" }, "min_confidence"],
  ["meta", "update_settings", { min_confidence: 1.5 }, "min_confidence"],
  ["meta", "update_settings", { feature_flags: [] }, "feature_flags"],
  ["meta", "update_settings", { feature_flags: { a: 1 } }, "feature_flags"],
  ["meta", "update_settings", { feature_flags: { "": true } }, "feature_flags"],
  ["panel", "get_notes", { limit: "x" }, "limit"],
  ["panel", "get_notes", { limit: 0 }, "limit"],
  ["panel", "get_notes", { category: "nonsense" }, "category"],
  ["panel", "get_notes", { status: "nonsense" }, "status"],
  ["audio", "transcript_partial", { text: 5 }, "text"],
  ["audio", "transcript_partial", {}, "text"],
  ["audio", "transcript_partial", { text: "a", confidence: 7 }, "confidence"],
  ["audio", "transcript_final", {}, "text"],
  ["audio", "transcript_final", { txt: "these words must not be lost" }, "text"],
  ["audio", "transcript_final", { text: null }, "text"],
  ["audio", "transcript_final", { text: 5 }, "text"],
  ["audio", "transcript_final", { text: "a", durationSeconds: -1 }, "durationSeconds"],
  ["audio", "transcript_final", { text: "a", durationSeconds: MILLISECONDS }, "durationSeconds"],
  ["audio", "transcript_final", { text: "a", transcriptionTimeMs: -1 }, "transcriptionTimeMs"],
  ["audio", "transcript_final", { text: "a", request_id: "x".repeat(65) }, "request_id"],
  ["audio", "transcript_final", { text: "a", durationSeconds: "long" }, "durationSeconds"],
  ["audio", "transcript_final", { text: "a", chunks: [{ timestamp: "x" }] }, "chunks[0].timestamp"],
  ["audio", "frame_embedding", {}, "embedding"],
  ["audio", "frame_embedding", { embedding: [1] }, "embedding"],
  ["audio", "frame_embedding", { embedding: EMBEDDING }, "timestamp"],
  ["audio", "frame_embedding", { ...FRAME, timestamp: MILLISECONDS }, "timestamp"],
  ["audio", "frame_embedding", { ...FRAME, source: "elsewhere" }, "source"],
  ["audio", "frame_embedding", { ...FRAME, device: "x".repeat(65) }, "device"],
  ["audio", "frame_embedding", { ...FRAME, embeddingTimeMs: -1 }, "embeddingTimeMs"],
  ["audio", "set_timestamp", {}, "timestamp"],
  ["audio", "set_timestamp", { timestamp: "soon" }, "timestamp"],
  ["audio", "set_timestamp", { timestamp: -1 }, "timestamp"],
  ["audio", "set_timestamp", { timestamp: MILLISECONDS }, "timestamp"],
  ["audio", "update_video_context", {}, "video_id"],
  ["audio", "update_video_context", { video: UUID }, "video_id"],
  ["audio", "update_video_context", { video_id: 5 }, "video_id"],
  ["audio", "update_video_context", { video_id: "nope" }, "video_id"],
  ["audio", "audio_chunk", {}, "data"],
  ["audio", "audio_chunk", { data: 5 }, "data"],
  ["audio", "audio_chunk", { data: [1], offset: 0 }, "stream_id"],
  ["audio", "audio_chunk", { data: [1], stream_id: "a" }, "offset"],
  ["audio", "audio_chunk", { data: [1], stream_id: "a", offset: -1 }, "offset"],
  ["audio", "audio_chunk", { data: [1, 256] }, "data"],
  ["audio", "voice_event", { type: 5 }, "type"],
  ["audio", "voice_event", { type: "metrics", sequence: 1.5 }, "sequence"],
  ["audio", "reconcile_events", { last_sequence: "x" }, "last_sequence"],
];

// Any event that the topic answers: it shows that the channel lives.
const SIGNS_OF_LIFE = {
  meta: ["list_videos", {}],
  panel: ["get_notes", {}],
  audio: ["ping", {}],
};

let review;
before(async () => {
  review = await startReview(stack, newUser("clumsy"));
});

function assertError(error, reason) {
  assert.equal(error.reason, reason);
  assert.ok(error.message.length > 0, "there is a message for people");
  assert.equal(typeof error.details, "object");
}

describe("a payload that is wrong", () => {
  for (const [topic, event, payload, field] of CASES) {
    const problem = JSON.stringify(payload).slice(0, 60);
    test(`is refused by ${topic}'s ${event}, naming ${field}: ${problem}`, async () => {
      const error = await review[topic].refusal(event, payload);
      assertError(error, "invalid_argument");
      const names = Object.keys(error.details);
      assert.ok(names.some((name) => name.startsWith(field)), `${field} is not in ${names}`);
      await review[topic].push(...SIGNS_OF_LIFE[topic]);
    });
  }
});

describe("an unknown event", () => {
  for (const topic of ["meta", "panel", "audio"]) {
    test(`gets an error from ${topic}, and the channel continues`, async () => {
      assertError(await review[topic].refusal("dance", { wildly: true }), "unknown_event");
      await review[topic].push(...SIGNS_OF_LIFE[topic]);
    });
  }
});

describe("a join", () => {
  const refused = [
    ["rooms:lobby", {}, "unmatched topic"],
    ["video:other", {}, "unmatched topic"],
    ["notes:video:not-a-uuid", {}, "invalid_argument"],
    ["notes:video:0195d8a0-0000-7000-8000-000000000000", {}, "not_found"],
    ["audio:not-a-uuid", {}, "invalid_argument"],
    [`audio:${UUID}`, { video_id: 5 }, "invalid_argument"],
    [`audio:${UUID}`, { timestamp: "x" }, "invalid_argument"],
    [`audio:${UUID}`, { timestamp: -1 }, "invalid_argument"],
    [`audio:${UUID}`, { timestamp: MILLISECONDS }, "invalid_argument"],
  ];
  for (const [topic, params, reason] of refused) {
    test(`of ${topic} with ${JSON.stringify(params)} is refused: ${reason}`, async () => {
      const client = new Client(stack, stack.userToken(review.user));
      const error = await joinRefusal(client, topic, params);
      assert.equal(error.reason, reason);
      await client.join("video:meta");
    });
  }
});

test("a voice event is refused until the user switches voice sessions on", async () => {
  for (const [event, payload] of [
    ["voice_event", { type: "speech_start", data: {}, sequence: 1 }],
    ["reconcile_events", { last_sequence: 1 }],
  ]) {
    assertError(await review.audio.refusal(event, payload), "failed_precondition");
  }
});

test("unknown keys are ignored", async () => {
  const { videos } = await review.meta.push("list_videos", { filters: { colour: "red" }, x: [{}] });
  assert.ok(Array.isArray(videos));
});

test("a recogniser may leave the end of a piece open", async () => {
  const chunks = [{ text: "the logo is too small", timestamp: [0, null] }];
  await review.audio.push("transcript_final", { text: chunks[0].text, chunks });
  await review.audio.next("note_created", (note) => note.raw_transcript === chunks[0].text);
});

test("an empty transcript is accepted and becomes no note", async () => {
  await review.audio.push("transcript_final", { text: "   ", source: "local", chunks: [] });
  await review.audio.push("ping", {});
  assert.deepEqual(review.audio.left("note_created"), []);
});
