// From recorded speech to a note, without any model: the embedded recogniser transcribes it.

import assert from "node:assert/strict";
import fs from "node:fs";
import { after, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { closeClients } from "./lib/client.mjs";
import { call } from "./lib/grpc.mjs";
import { startReview } from "./lib/review.mjs";
import { sharedStack } from "./lib/stack.mjs";

const stack = sharedStack();
after(closeClients);

const PIECE_BYTES = 4_000;
const TRANSCRIBED_WITHIN_MS = 60_000;

const SPEECH = fs.readFileSync(
  fileURLToPath(new URL("../../services/agent/models/media/testdata/slt.webm", import.meta.url)),
);
// "I really like this transition, keep it", as a computer's voice says it.
const WORDS = /transition/;

function* pieces(bytes) {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
}

const nextNote = (audio) => audio.next("note_created", () => true, TRANSCRIBED_WITHIN_MS);
const nextEvent = (audio, type) =>
  audio.next("agent_event", (event) => event.type === type, TRANSCRIBED_WITHIN_MS);

// The ways in which a client may send a piece.
const FORMS = {
  "an array of bytes": (piece) => ({ data: Array.from(piece) }),
  "an object from index to byte": (piece) => ({ data: { ...piece } }),
  base64: (piece) => ({ data: piece.toString("base64") }),
  "a binary frame": (piece) => piece.buffer.slice(piece.byteOffset, piece.byteOffset + piece.length),
};

describe("speech becomes a note that names its recogniser, sent as", () => {
  for (const [form, toPayload] of Object.entries(FORMS)) {
    test(form, async () => {
      const review = await startReview(stack);
      await review.audio.push("set_timestamp", { timestamp: 7 });
      for (const piece of pieces(SPEECH)) await review.audio.push("audio_chunk", toPayload(piece));
      await review.audio.push("stop_recording");
      const received = await nextEvent(review.audio, "audio_chunk_received");
      assert.equal(received.buffer_size, PIECE_BYTES);
      await nextEvent(review.audio, "transcription_started");
      const ready = await nextEvent(review.audio, "transcript_ready");
      assert.equal(ready.source, "pocketsphinx");
      assert.match(ready.text, WORDS);

      const told = await nextNote(review.audio);
      assert.equal(told.timestamp_seconds, 7);
      assert.equal(told.heard_by, "pocketsphinx");
      assert.equal(told.written_by, "rules");
      const { notes } = await review.panel.push("get_notes");
      assert.equal(notes[0].id, told.id);
      assert.equal(notes[0].heard_by, "pocketsphinx");
      assert.match(notes[0].raw_transcript, WORDS);
    });
  }
});

test("a recording continues when its client reconnects", async () => {
  const review = await startReview(stack);
  const [first, ...rest] = pieces(SPEECH);
  await review.audio.push("audio_chunk", { data: Array.from(first) });
  await review.audio.leave();
  const again = await review.client.join(`audio:${review.sessionId}`);
  assert.equal(again.response.state, "listening");
  assert.equal(again.response.buffer_size, first.length);
  assert.equal(again.response.video_id, review.videoId);
  for (const piece of rest) await again.push("audio_chunk", { data: Array.from(piece) });
  await again.push("stop_recording");
  assert.match((await nextNote(again)).raw_transcript, WORDS);
});

test("invalid audio is reported as failed, and the session continues", async () => {
  const review = await startReview(stack);
  await review.audio.push("audio_chunk", { data: [1, 2, 3] });
  await review.audio.push("stop_recording");
  const failed = await nextEvent(review.audio, "transcription_failed");
  assert.equal(failed.error.reason, "invalid_argument");
  assert.deepEqual(await review.audio.push("ping"), { pong: true });
});

test("a recording can be heard again", async () => {
  const review = await startReview(stack);
  for (const piece of pieces(SPEECH)) {
    await review.audio.push("audio_chunk", { data: Array.from(piece) });
  }
  await review.audio.push("stop_recording");
  const note = await nextNote(review.audio);
  const service = "lossy.agent.v1.AgentService";
  const token = stack.internalToken(review.user);
  const { response } = await call(stack, "agent", `${service}/ListRecordings`, {}, token);
  assert.equal(response.recordings.length, 1);
  const [recording] = response.recordings;
  assert.equal(recording.noteId, note.id);
  assert.equal(recording.heardBy, "pocketsphinx");
  await call(stack, "agent", `${service}/TranscribeAgain`, { recording_id: recording.id }, token);
  const updated = await review.audio.next("note_updated", () => true, TRANSCRIBED_WITHIN_MS);
  assert.equal(updated.id, note.id);
});
