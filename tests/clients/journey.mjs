// The journey that every client must complete.

import assert from "node:assert/strict";
import { openVideo, speakNote } from "../integration/lib/review.mjs";
import { until } from "../integration/lib/wait.mjs";

const byTime = (notes) => notes.map((note) => note.timestamp_seconds).sort((a, b) => a - b);

async function speakAndSee({ audio, panel }, text, second) {
  const spoken = await speakNote(audio, text, second);
  const shown = await panel.next("note_created", ({ id }) => id === spoken.id);
  assert.equal(shown.timestamp_seconds, second);
}

// Up to a review that is well under way.
export async function beginReview(client) {
  const review = await openVideo(client);
  const { videos } = await review.meta.push("list_videos", { filters: {} });
  assert.deepEqual(videos.map((video) => video.id), [review.videoId]);
  await speakAndSee(review, "the pacing here is way too slow", 30.25);
  const { notes } = await review.panel.push("get_notes", { video_id: review.videoId });
  assert.deepEqual(byTime(notes), [30.25]);
  assert.equal(notes[0].category, "pacing");
  const refusal = await review.panel.refusal("delete_everything");
  assert.equal(typeof refusal.reason, "string");
  return review;
}

// Leaves the side panel and opens it again.
export async function reopenPanel(review) {
  await review.panel.leave();
  assert.equal(review.panel.state, "closed");
  const late = await speakNote(review.audio, "the music is too loud in this part", 12.5);
  const panel = await review.client.join(`notes:video:${review.videoId}`);
  const { notes } = await panel.push("get_notes", { video_id: review.videoId });
  assert.ok(notes.some(({ id }) => id === late.id));
  assert.deepEqual(review.panel.left("note_created"), []);
  review.panel = panel;
}

// After a lost connection; the client itself must reconnect.
export async function continueReview(review) {
  for (const topic of [review.meta, review.panel, review.audio]) {
    await until("a topic to be joined again", () => topic.state === "joined");
  }
  await speakAndSee(review, "the color of the sky looks wrong", 8);
  const { notes } = await review.meta.push("get_notes", { video_id: review.videoId });
  assert.deepEqual(byTime(notes), [8, 12.5, 30.25]);
  await review.client.close();
}
