// Two reviewers, the same YouTube video each, from opening the page to archiving the video.

import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { Client, closeClients, newUser } from "./lib/client.mjs";
import { YOUTUBE, speakNote, startReview } from "./lib/review.mjs";
import { sharedStack } from "./lib/stack.mjs";
import { until } from "./lib/wait.mjs";

const stack = sharedStack();
after(closeClients);

const ids = (notes) => notes.map((note) => note.id);

// An event without its position in the topic.
const bare = ({ position: _, ...payload }) => payload;

describe("a reviewer's journey", () => {
  let review;

  test("opens a page and is given the video", async () => {
    review = await startReview(stack, newUser("ann"));
    assert.match(review.videoId, /^[0-9a-f-]{36}$/);
    assert.equal(review.meta.response.user_id, review.user);
    assert.deepEqual(review.panel.response.scope, { type: "video", id: review.videoId });
    assert.equal(review.audio.response.session_id, review.sessionId);
    assert.equal(review.audio.response.voice_session_enabled, false);
  });

  test("sees a spoken note in both panels as one and the same", async () => {
    const spoken = await speakNote(review.audio, "the pacing here is way too slow", 30.25);
    const shown = await review.panel.next("note_created", (note) => note.id === spoken.id);
    assert.equal(spoken.category, "pacing");
    assert.equal(spoken.timestamp_seconds, 30.25);
    assert.equal(typeof spoken.timestamp, "number");
    assert.equal(shown.text, spoken.text);
    assert.equal(shown.video_id, review.videoId);
    assert.equal(shown.timestamp_seconds, 30.25);
    assert.ok(shown.confidence > 0 && shown.confidence <= 1);
  });

  test("gets the notes by time on the page and newest first in the panel", async () => {
    const second = await speakNote(review.audio, "the music is too loud in this part", 12.5);
    const { notes: onPage } = await review.meta.push("get_notes", { video_id: review.videoId });
    const { notes: inPanel } = await review.panel.push("get_notes", { video_id: review.videoId });
    assert.equal(onPage.length, 2);
    assert.deepEqual(ids(onPage), [second.id, onPage[1].id]);
    assert.deepEqual(ids(inPanel), ids(onPage));
    assert.ok(onPage[0].timestamp_seconds < onPage[1].timestamp_seconds);
  });

  test("finds the video in the library with its number of notes", async () => {
    const video = await until("both notes to be counted", async () => {
      const { videos } = await review.meta.push("list_videos", { filters: {} });
      assert.equal(videos.length, 1);
      return videos[0].note_count === 2 && videos[0];
    });
    assert.equal(video.id, review.videoId);
    assert.equal(video.status, "in_progress");
    assert.equal(video.title, YOUTUBE.title);
    const filters = { status: "in_progress", platform: "youtube", search: "EVERYBODY" };
    const { videos } = await review.meta.push("list_videos", { filters });
    assert.deepEqual(ids(videos), [review.videoId]);
  });

  test("enriches a note with the frame on screen", async () => {
    const { notes } = await review.meta.push("get_notes", { video_id: review.videoId });
    const { note } = await review.meta.push("enrich_note", {
      note_id: notes[0].id,
      embedding: Array.from({ length: 768 }, (_, index) => index / 768),
      timestamp: 12.5,
      source: "local",
      device: "webgpu",
    });
    assert.equal(note.enrichment_source, "siglip_local");
    const updated = await review.panel.next("note_updated", ({ id }) => id === note.id);
    assert.equal(updated.enrichment_source, "siglip_local");
  });

  test("deletes a note, and the panel receives the event", async () => {
    const { notes } = await review.meta.push("get_notes", { video_id: review.videoId });
    await review.meta.push("delete_note", { note_id: notes[0].id });
    const deleted = await review.panel.next("note_deleted");
    assert.equal(deleted.id, notes[0].id);
    const { notes: rest } = await review.meta.push("get_notes", { video_id: review.videoId });
    assert.deepEqual(ids(rest), [notes[1].id]);
  });

  test("opens a new video, and every window of the user receives the event", async () => {
    const library = await new Client(stack, stack.userToken(review.user)).join("video:meta");
    const page = { platform: "vimeo", url: "https://vimeo.com/22439234", title: "Second cut" };
    const { video_id } = await review.meta.push("video_detected", page);
    const isIt = ({ id }) => id === video_id;
    const created = await library.next("video_created", isIt);
    assert.equal(created.title, "Second cut");
    const { videos } = await library.push("list_videos", {});
    assert.deepEqual(videos.filter(isIt), [bare(created)]);
    await review.meta.push("video_detected", { ...page, title: "Third cut" });
    const changed = await library.next("video_updated", isIt);
    assert.equal(changed.title, "Third cut");
    assert.deepEqual(library.left("video_created"), []);
  });

  test("queues another video, and every window of the user receives the event", async () => {
    const other = new Client(stack, stack.userToken(review.user));
    const library = await other.join("video:meta");
    const queued = await review.meta.push("queue_video", {
      platform: "vimeo",
      external_id: "76979871",
      url: "https://vimeo.com/76979871",
      title: "For later",
    });
    assert.equal(queued.status, "queued");
    assert.equal(queued.note_count, 0);
    assert.equal(queued.video.id, queued.id);
    const pushed = await library.next("video_queued", ({ id }) => id === queued.id);
    assert.equal(pushed.title, "For later");
  });

  test("archives the video, and every window of the user receives the event", async () => {
    await review.meta.push("update_video_status", {
      video_id: review.videoId,
      status: "archived",
    });
    const isIt = ({ id, status }) => id === review.videoId && status === "archived";
    const updated = await review.meta.next("video_updated", isIt);
    assert.equal(updated.note_count, 1);
  });

  test("receives an error when no model is configured to refine a note", async () => {
    const { notes } = await review.meta.push("get_notes", { video_id: review.videoId });
    const refusal = await review.meta.refusal("refine_note_with_vision", {
      note_id: notes[0].id,
      frame_base64: "/9j/4AAQSkZJRg==",
      timestamp: 30,
    });
    assert.equal(refusal.reason, "not_configured");
  });
});

test("a second reviewer of the same video has a library of their own", async () => {
  const ann = await startReview(stack, newUser("ann"));
  const ben = await startReview(stack, newUser("ben"));
  assert.notEqual(ann.videoId, ben.videoId);
  await speakNote(ann.audio, "cut this shot two seconds earlier", 3);
  await speakNote(ben.audio, "the logo is too small on this screen", 4);
  const { notes: annsNotes } = await ann.panel.push("get_notes", { video_id: ann.videoId });
  const { notes: bensNotes } = await ben.panel.push("get_notes", { video_id: ben.videoId });
  assert.deepEqual(annsNotes.map((note) => note.timestamp_seconds), [3]);
  assert.deepEqual(bensNotes.map((note) => note.timestamp_seconds), [4]);
});

test("a panel that is left and joined again on the same socket receives the notes", async () => {
  const review = await startReview(stack);
  await review.panel.leave();
  const again = await review.client.join(`notes:video:${review.videoId}`);
  const spoken = await speakNote(review.audio, "the color of the sky looks wrong", 8);
  const shown = await again.next("note_created");
  assert.equal(shown.id, spoken.id);
});

test("a follower of all their notes sees those of every video", async () => {
  const review = await startReview(stack);
  const all = await review.client.join(`notes:user:${review.user}`);
  const spoken = await speakNote(review.audio, "trim the silence at the start", 1);
  const shown = await all.next("note_created");
  assert.equal(shown.id, spoken.id);
  const { notes } = await all.push("get_notes", {});
  assert.deepEqual(ids(notes), [spoken.id]);
});
