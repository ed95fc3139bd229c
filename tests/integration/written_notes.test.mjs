// A client that writes notes itself, reads their revisions, and deletes the video, by events alone.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { Client, closeClients, newUser } from "./lib/client.mjs";
import { speakNote, startReview } from "./lib/review.mjs";
import { sharedStack } from "./lib/stack.mjs";

const stack = sharedStack();
after(closeClients);

let review, all;
before(async () => {
  review = await startReview(stack, newUser("writer"));
  all = await review.client.join(`notes:user:${review.user}`);
});

const byId = ({ id }) => (candidate) => candidate.id === id;

describe("create_note", () => {
  test("on the topic of a video creates a note of that video", async () => {
    const payload = { text: "Cut <two> frames", timestamp_seconds: 3.5, category: "editing" };
    const { note } = await review.panel.push("create_note", payload);
    assert.equal(note.video_id, review.videoId);
    assert.equal(note.text, "Cut ‹two› frames");
    assert.equal(note.timestamp_seconds, 3.5);
    assert.equal(note.category, "editing");
    assert.equal(note.written_by, "user");
    assert.equal(note.revision, 1);
    assert.deepEqual(await review.panel.next("note_created", byId(note)), note);
    assert.deepEqual(await all.next("note_created", byId(note)), note);
  });

  test("on video:meta names the video, or none", async () => {
    const payload = { video_id: review.videoId, text: "Raise the level", timestamp_seconds: 1 };
    const { note } = await review.meta.push("create_note", payload);
    assert.deepEqual(await review.panel.next("note_created", byId(note)), note);
    const loose = await review.meta.push("create_note", { text: "Call the director" });
    assert.equal(loose.note.video_id, null);
    assert.deepEqual(await all.next("note_created", byId(loose.note)), loose.note);
  });

  test("creates one note for one request_id", async () => {
    const payload = { text: "Once", timestamp_seconds: 2, request_id: randomUUID() };
    const first = await review.panel.push("create_note", payload);
    const second = await review.panel.push("create_note", payload);
    assert.equal(second.note.id, first.note.id);
  });

  test("refuses what is wrong, and names the field", async () => {
    for (const [payload, field] of [
      [{ timestamp_seconds: 1 }, "text"],
      [{ text: "a", timestamp_seconds: -1 }, "timestamp_seconds"],
      [{ text: "a", category: "music" }, "category"],
      [{ text: "a", request_id: "x".repeat(65) }, "request_id"],
    ]) {
      const { reason, details } = await review.panel.refusal("create_note", payload);
      assert.equal(reason, "invalid_argument");
      assert.ok(field in details, `${field} is not in ${Object.keys(details)}`);
    }
  });
});

test("note_created has the same keys on every topic", async () => {
  const spoken = await speakNote(review.audio, "the music is too loud here", 5);
  const inPanel = await review.panel.next("note_created", byId(spoken));
  assert.deepEqual(Object.keys(spoken).sort(), Object.keys(inPanel).sort());
  assert.deepEqual(await all.next("note_created", byId(spoken)), inPanel);
  // Old clients read the time of the creation as a number in a session.
  const { timestamp, ...rest } = spoken;
  assert.equal(timestamp, Math.floor(Date.parse(inPanel.inserted_at) / 1000));
  delete inPanel.timestamp;
  assert.deepEqual(rest, inPanel);
});

test("list_note_revisions returns all revisions, the newest first", async () => {
  const { note } = await review.panel.push("create_note", { text: "First", timestamp_seconds: 1 });
  await review.meta.push("update_note", { note_id: note.id, text: "Second" });
  const { revisions } = await review.meta.push("list_note_revisions", { note_id: note.id });
  assert.deepEqual(
    revisions.map(({ revision, text }) => [revision, text]),
    [
      [2, "Second"],
      [1, "First"],
    ],
  );
});

describe("a stranger", () => {
  let meta;
  before(async () => {
    meta = await new Client(stack, stack.userToken(newUser("stranger"))).join("video:meta");
  });

  test("finds no video, no revision and no place for a note", async () => {
    const { note } = await review.panel.push("create_note", { text: "Mine", timestamp_seconds: 1 });
    for (const [event, payload] of [
      ["get_video", { video_id: review.videoId }],
      ["delete_video", { video_id: review.videoId }],
      ["list_note_revisions", { note_id: note.id }],
      ["create_note", { video_id: review.videoId, text: "a" }],
    ]) {
      assert.equal((await meta.refusal(event, payload)).reason, "not_found", event);
    }
    const others = { video_id: review.videoId, user_id: review.user };
    assert.equal((await meta.refusal("delete_video", others)).reason, "forbidden");
  });
});

describe("delete_video", () => {
  test("deletes the video with its notes, and pushes it to every topic", async () => {
    const { video } = await review.meta.push("get_video", { video_id: review.videoId });
    assert.equal(video.id, review.videoId);
    assert.equal(video.platform, "youtube");
    const { note } = await review.panel.push("create_note", { text: "Last", timestamp_seconds: 9 });
    const request = { video_id: review.videoId, request_id: randomUUID() };
    assert.deepEqual(await review.meta.push("delete_video", request), {});
    for (const topic of [review.meta, review.panel, all]) {
      assert.deepEqual(await topic.next("video_deleted"), { id: review.videoId });
    }
    assert.deepEqual(await review.panel.next("note_deleted", byId(note)), {
      id: note.id,
      video_id: review.videoId,
    });
    const gone = { video_id: review.videoId };
    assert.equal((await review.meta.refusal("get_video", gone)).reason, "not_found");
    assert.deepEqual(await review.meta.push("delete_video", request), {});
    const { videos } = await review.meta.push("list_videos");
    assert.deepEqual(videos, []);
  });
});
