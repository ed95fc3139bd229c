// Objects of one user do not exist for another, by channel or by gRPC.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Client, closeClients, joinRefusal, newUser } from "./lib/client.mjs";
import { call } from "./lib/grpc.mjs";
import { speakNote, startReview } from "./lib/review.mjs";
import { sharedStack } from "./lib/stack.mjs";

const stack = sharedStack();
after(closeClients);

const EMBEDDING = Array.from({ length: 768 }, () => 0.5);
let owner;
let note;
let stranger;
let meta;

before(async () => {
  owner = await startReview(stack, newUser("owner"));
  note = await speakNote(owner.audio, "the audio crackles badly here", 7);
  stranger = new Client(stack, stack.userToken(newUser("stranger")));
  meta = await stranger.join("video:meta");
});

describe("on a channel, a stranger", () => {
  const refused = [
    ["get_notes", () => ({ video_id: owner.videoId })],
    ["delete_note", () => ({ note_id: note.id })],
    ["enrich_note", () => ({ note_id: note.id, embedding: EMBEDDING, timestamp: 1 })],
    ["update_note", () => ({ note_id: note.id, text: "mine now" })],
    ["revert_note", () => ({ note_id: note.id })],
    ["export_notes", () => ({ video_id: owner.videoId, format: "csv" })],
    [
      "update_video_timecode",
      () => ({ video_id: owner.videoId, frame_rate: { numerator: 25 } }),
    ],
    ["update_video_status", () => ({ video_id: owner.videoId, status: "archived" })],
  ];
  for (const [event, payload] of refused) {
    test(`receives not_found from ${event}`, async () => {
      assert.equal((await meta.refusal(event, payload())).reason, "not_found");
    });
  }

  test("cannot refine the note", async () => {
    const payload = { note_id: note.id, frame_base64: "/9j/4AAQSkZJRg==" };
    const { reason } = await meta.refusal("refine_note_with_vision", payload);
    assert.ok(["not_found", "not_configured"].includes(reason), reason);
  });

  test("cannot follow the video's notes", async () => {
    const { reason } = await joinRefusal(stranger, `notes:video:${owner.videoId}`);
    assert.equal(reason, "not_found");
  });

  test("cannot follow the user's notes", async () => {
    const { reason } = await joinRefusal(stranger, `notes:user:${owner.user}`);
    assert.equal(reason, "forbidden");
  });

  test("cannot join the session", async () => {
    const { reason } = await joinRefusal(stranger, `audio:${owner.sessionId}`);
    assert.equal(reason, "not_found");
  });

  test("cannot speak about the video", async () => {
    const session = "audio:0195d8a0-0000-7000-8000-000000000001";
    const params = { video_id: owner.videoId, voice_mode: true };
    assert.equal((await joinRefusal(stranger, session, params)).reason, "not_found");
    const audio = await stranger.join("audio:0195d8a0-0000-7000-8000-000000000002");
    const { reason } = await audio.refusal("update_video_context", { video_id: owner.videoId });
    assert.equal(reason, "not_found");
  });

  test("finds an empty library and receives no event", async () => {
    await owner.meta.push("update_video_status", { video_id: owner.videoId, status: "complete" });
    await owner.meta.next("video_updated", ({ status }) => status === "complete");
    const { videos } = await meta.push("list_videos", { filters: {} });
    assert.deepEqual(videos, []);
    assert.deepEqual(meta.left("video_updated"), []);
  });
});

describe("over gRPC, a stranger", () => {
  const VIDEO = "lossy.video.v1.VideoService";
  const NOTES = "lossy.notes.v1.NotesService";
  const refused = [
    ["video", `${VIDEO}/GetVideo`, () => ({ videoId: owner.videoId })],
    [
      "video",
      `${VIDEO}/UpdateVideoStatus`,
      () => ({ videoId: owner.videoId, status: "VIDEO_STATUS_ARCHIVED" }),
    ],
    ["notes", `${NOTES}/ListNotes`, () => ({ video_id: owner.videoId })],
    ["notes", `${NOTES}/ListVideoNotes`, () => ({ video_id: owner.videoId })],
    ["notes", `${NOTES}/GetNote`, () => ({ note_id: note.id })],
    ["notes", `${NOTES}/DeleteNote`, () => ({ note_id: note.id })],
    ["notes", `${NOTES}/EnrichNote`, () => ({ note_id: note.id, embedding: EMBEDDING, timestamp: 1 })],
    ["notes", `${NOTES}/UpdateNote`, () => ({ note_id: note.id, text: "mine now" })],
    ["notes", `${NOTES}/RevertNote`, () => ({ note_id: note.id })],
    ["notes", `${NOTES}/ListNoteRevisions`, () => ({ note_id: note.id })],
    ["notes", `${NOTES}/JoinVideoNotes`, () => ({ video_id: owner.videoId })],
    [
      "notes",
      `${NOTES}/CreateNote`,
      () => ({ request_id: `r-${note.id}`, video_id: owner.videoId, text: "mine now" }),
    ],
  ];
  for (const [service, method, request] of refused) {
    test(`receives NOT_FOUND from ${method.split("/")[1]}`, async () => {
      const token = stack.internalToken(newUser("stranger"));
      const { error } = await call(stack, service, method, request(), token);
      assert.equal(error?.code, "not_found");
    });
  }

  test("lists no videos and no notes", async () => {
    const token = stack.internalToken(newUser("stranger"));
    const videos = await call(stack, "video", `${VIDEO}/ListVideos`, {}, token);
    assert.deepEqual(videos.response, {});
    const notes = await call(stack, "notes", `${NOTES}/ListNotes`, {}, token);
    assert.deepEqual(notes.response, {});
  });
});

test("the attempts of strangers have changed nothing", async () => {
  const { notes } = await owner.panel.push("get_notes", { video_id: owner.videoId });
  assert.deepEqual(
    notes.map(({ id, text, revision, enrichment_source: source }) => [id, text, revision, source]),
    [[note.id, note.text, 1, "none"]],
  );
});
