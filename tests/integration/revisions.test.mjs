// A note is changed and changed back; panels follow, and nothing that it said is lost.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { closeClients, newUser } from "./lib/client.mjs";
import { call } from "./lib/grpc.mjs";
import { speakNote, startReview } from "./lib/review.mjs";
import { sharedStack } from "./lib/stack.mjs";

const stack = sharedStack();
after(closeClients);

const SPOKEN = "the colours look washed out in this shot";

describe("a note that is changed", () => {
  let review;
  let spoken;
  before(async () => {
    review = await startReview(stack, newUser("editor"));
    const { id } = await speakNote(review.audio, SPOKEN, 4);
    spoken = await review.panel.next("note_created", (note) => note.id === id);
  });

  test("shows the change and its writer in the panel", async () => {
    assert.equal(spoken.revision, 1);
    const { note } = await review.meta.push("update_note", {
      note_id: spoken.id,
      expected_revision: 1,
      text: "Raise the saturation <b>here</b>",
      category: "color",
    });
    assert.equal(note.text, "Raise the saturation ‹b›here‹/b›");
    assert.equal(note.category, "color");
    assert.equal(note.written_by, "user");
    assert.equal(note.revision, 2);
    assert.equal(note.raw_transcript, SPOKEN);
    assert.deepEqual(await review.panel.next("note_updated"), note);
  });

  test("refuses a change of an older revision", async () => {
    const late = { note_id: spoken.id, expected_revision: 1 };
    const update = await review.meta.refusal("update_note", { ...late, text: "late" });
    assert.equal(update.reason, "conflict");
    const revert = await review.meta.refusal("revert_note", late);
    assert.equal(revert.reason, "conflict");
  });

  test("restores its former text", async () => {
    const { note } = await review.meta.push("revert_note", { note_id: spoken.id });
    assert.equal(note.text, spoken.text);
    assert.equal(note.category, spoken.category);
    assert.equal(note.written_by, spoken.written_by);
    assert.equal(note.revision, 3);
    assert.deepEqual(await review.panel.next("note_updated"), note);
  });

  test("lists all its revisions by gRPC", async () => {
    const method = "lossy.notes.v1.NotesService/ListNoteRevisions";
    const token = stack.internalToken(review.user);
    const { response } = await call(stack, "notes", method, { note_id: spoken.id }, token);
    assert.deepEqual(
      response.revisions.map(({ revision, text }) => [revision, text]),
      [
        [3, spoken.text],
        [2, "Raise the saturation ‹b›here‹/b›"],
        [1, spoken.text],
      ],
    );
  });
});
