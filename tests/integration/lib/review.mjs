// Steps of a review that several tests begin with.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { Client, newUser } from "./client.mjs";
import { until } from "./wait.mjs";

// After an outage a service may wait before it tries again.
const NOTED_MS = 30_000;

export const YOUTUBE = {
  platform: "youtube",
  videoId: "dQw4w9WgXcQ",
  url: "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
  title: "A video that everybody reviews",
};

// A reviewer with the video open, the side panel beside it and a session that listens.
export async function startReview(stack, user = newUser()) {
  const client = new Client(stack, () => stack.userToken(user, { device: "browser" }));
  return { user, ...(await openVideo(client)) };
}

// The same on a stack that may not have healed yet.
export const awaitReview = (stack) =>
  until("a review to begin", () => startReview(stack).catch(() => undefined));

// The same on a client that is there.
export async function openVideo(client) {
  const meta = await client.join("video:meta");
  const { video_id: videoId } = await meta.push("video_detected", YOUTUBE);
  const panel = await client.join(`notes:video:${videoId}`);
  const sessionId = randomUUID();
  const audio = await client.join(`audio:${sessionId}`, { video_id: videoId, voice_mode: true });
  return { client, meta, panel, audio, videoId, sessionId };
}

// Says it at that second of the video, in no time: so the last timestamp is the one nearest to where
// it began, however fast or slowly the test runs.
export async function speak(audio, text, second) {
  await audio.push("set_timestamp", { timestamp: second });
  await audio.push("transcript_final", {
    text,
    source: "local",
    chunks: [],
    durationSeconds: 0,
    transcriptionTimeMs: 0,
  });
}

// The same, and waits for the note.
export async function speakNote(audio, text, second) {
  await speak(audio, text, second);
  return audio.next("note_created", (note) => note.raw_transcript === text, NOTED_MS);
}

// Checks that the review received each of its notes once, and no error. A last note shows that no
// earlier event is on its way.
export async function expectNothingLeft(review) {
  const last = await speakNote(review.audio, "the transition is too abrupt", 10);
  await review.panel.next("note_created", ({ id }) => id === last.id);
  for (const topic of [review.panel, review.audio, review.meta]) {
    assert.deepEqual(topic.left("note_created"), []);
    assert.deepEqual(topic.left("phx_error"), []);
    assert.equal(topic.state, "joined");
  }
}
