// The frame that is on screen while a reviewer speaks is the visual context of the note.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { closeClients, newUser } from "./lib/client.mjs";
import { speakNote, startReview } from "./lib/review.mjs";
import { sharedStack } from "./lib/stack.mjs";

const stack = sharedStack();
after(closeClients);

const EMBEDDING = Array.from({ length: 768 }, (_, i) => i / 768);
const show = (audio, second, more = {}) =>
  audio.push("frame_embedding", {
    embedding: EMBEDDING,
    timestamp: second,
    source: "local",
    device: "webgpu",
    embeddingTimeMs: 80,
    ...more,
  });

describe("a frame that is on screen", () => {
  let review;
  before(async () => {
    review = await startReview(stack, newUser("seer"));
  });

  test("is in the note of the words about it, which is pushed once", async () => {
    await show(review.audio, 12.5);
    const told = await speakNote(review.audio, "the pacing is too slow here", 14);
    const seen = { timestamp: 12.5, source: "local", device: "webgpu" };
    assert.deepEqual(told.visual_context, seen);
    assert.equal(told.enrichment_source, "siglip_local");
    const note = await review.panel.next("note_created", ({ id }) => id === told.id);
    assert.deepEqual(note.visual_context, seen);
    assert.equal(note.enrichment_source, "siglip_local");
    const { notes } = await review.panel.push("get_notes", {});
    assert.deepEqual(notes, [note]);
    assert.deepEqual(review.panel.left("note_updated"), []);
  });

  test("is not in a note about another second", async () => {
    await show(review.audio, 12.5);
    const told = await speakNote(review.audio, "the cut at the end is too early", 90);
    assert.equal(told.visual_context, null);
    assert.equal(told.enrichment_source, "none");
  });

  test("is dropped when the video changes", async () => {
    await show(review.audio, 30);
    const { video_id: other } = await review.meta.push("video_detected", {
      platform: "vimeo",
      videoId: "76979871",
      url: "https://vimeo.com/76979871",
    });
    await review.audio.push("update_video_context", { video_id: other });
    const told = await speakNote(review.audio, "make the title larger in this shot", 30);
    assert.equal(told.video_id, other);
    assert.equal(told.visual_context, null);
  });

  test("gives way to enrich_note", async () => {
    await show(review.audio, 40);
    const { id } = await speakNote(review.audio, "the music is too loud in this part", 40);
    const { note } = await review.meta.push("enrich_note", {
      note_id: id,
      embedding: EMBEDDING,
      timestamp: 41,
      source: "cloud",
    });
    assert.equal(note.enrichment_source, "siglip_cloud");
    assert.deepEqual(note.visual_context, { timestamp: 41, source: "cloud", device: "unknown" });
  });
});
