// Nothing that a client or an old row puts into metadata ends a process or stops a queue.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { closeClients } from "./lib/client.mjs";
import { Database } from "./lib/database.mjs";
import { total } from "./lib/metrics.mjs";
import { field, rawCall } from "./lib/raw_grpc.mjs";
import { speakNote, startReview } from "./lib/review.mjs";
import { sharedStack } from "./lib/stack.mjs";
import { until } from "./lib/wait.mjs";

const stack = sharedStack();
const SERVICES = ["video", "notes", "agent", "notifications"];
const ILLEGAL = ["é", "a b", "\x80", "\xff", "x".repeat(65), "x".repeat(4000)];

let review, database, pids;
before(async () => {
  review = await startReview(stack);
  database = await Database.open(stack);
  pids = SERVICES.map((name) => stack.pid(name));
});
after(async () => {
  assert.deepEqual(SERVICES.map((name) => stack.pid(name)), pids, "a service was started anew");
  await database.close();
  await closeClients();
});

const caller = (requestId) => ({ token: stack.userToken(review.user), requestId });

describe("an illegal request id", () => {
  for (const [index, id] of ILLEGAL.entries()) {
    test(`in CreateNote is replaced: ${JSON.stringify(id.slice(0, 8))}`, async () => {
      const text = `Illegal ${index}`;
      const { status } = await rawCall(
        stack.address("notes"),
        "lossy.notes.v1.NotesService/CreateNote",
        caller(id),
        Buffer.concat([field(1, randomUUID()), field(2, review.videoId), field(3, text)]),
      );
      assert.equal(status, 0);
      await review.panel.next("note_created", (note) => note.text === text);
    });

    test(`in UpdateVideoStatus is replaced: ${JSON.stringify(id.slice(0, 8))}`, async () => {
      const { status } = await rawCall(
        stack.address("video"),
        "lossy.video.v1.VideoService/UpdateVideoStatus",
        caller(id),
        Buffer.concat([field(1, review.videoId), field(2, 1 + (index % 3))]),
      );
      assert.equal(status, 0);
      await review.meta.next("video_updated", ({ id: videoId }) => videoId === review.videoId);
    });
  }

  test("as the ref of a session's frame is answered", async () => {
    const word = field(4, Buffer.concat([field(1, "the pacing is too slow"), field(2, "local")]));
    const join = field(2, Buffer.concat([field(1, randomUUID()), field(2, review.videoId)]));
    const { status, bytes } = await rawCall(
      stack.address("agent"),
      "lossy.agent.v1.AgentService/Session",
      caller("é"),
      Buffer.concat([field(1, "é"), join]),
      Buffer.concat([field(1, "é\n"), word]),
    );
    assert.equal(status, 0);
    assert.ok(bytes > 0);
    await review.panel.next("note_created", ({ raw_transcript: raw }) => raw?.includes("pacing"));
  });
});

// As a version before, or a fault of ours, may have left them.
describe("a poisoned row", () => {
  const queue = (schema, kind, payload) =>
    database.value(
      `INSERT INTO ${schema}.outbox (id, kind, target, user_id, request_id, payload)
       VALUES (gen_random_uuid(), $1, 'poison', $2, 'é', $3)`,
      [kind, "é\u0001", payload],
    );
  const any = field(1, "type.googleapis.com/lossy.notes.v1.NoteEvent");

  for (const schema of ["video", "notes", "agent"]) {
    test(`of ${schema} with an illegal request id is delivered`, async () => {
      await queue(schema, "publish", any);
      await until("the outbox to be empty", async () => (await database.value(`SELECT count(*) FROM ${schema}.outbox`)) === "0");
    });

    test(`of ${schema} that cannot be read is set aside, and the other rows are delivered`, async () => {
      const metrics = async () =>
        total(await stack.metrics(schema), "lossy_outbox_set_aside_total", { kind: "publish" });
      const before = await metrics();
      await queue(schema, "publish", Buffer.from([0xff]));
      await until("the row to be set aside", async () => (await metrics()) > before);
      // The metric counts it before the transaction has ended.
      const kept = `SELECT count(*) FROM ${schema}.outbox_set_aside WHERE target = 'poison'`;
      await until("the row to be kept", async () => Number(await database.value(kept)) >= 1);
      await speakNote(review.audio, `cut scene ${schema} here`, 3);
    });
  }

  test("of the notes that touches a video is set aside", async () => {
    const metrics = async () =>
      total(await stack.metrics("notes"), "lossy_outbox_set_aside_total", { kind: "touch_video" });
    const before = await metrics();
    await queue("notes", "touch_video", Buffer.from([0xff]));
    await until("the row to be set aside", async () => (await metrics()) > before);
  });
});
