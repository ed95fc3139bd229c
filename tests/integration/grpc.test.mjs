// The services as an internal tool meets them: straight, over gRPC.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import path from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { newUser } from "./lib/client.mjs";
import { call, listServices } from "./lib/grpc.mjs";
import { sharedStack } from "./lib/stack.mjs";

const stack = sharedStack();
const run = promisify(execFile);

const SERVICES = {
  video: "lossy.video.v1.VideoService",
  notes: "lossy.notes.v1.NotesService",
  agent: "lossy.agent.v1.AgentService",
  notifications: "lossy.notifications.v1.NotificationsService",
};
const LIST_VIDEOS = `${SERVICES.video}/ListVideos`;
const DETECT_VIDEO = `${SERVICES.video}/DetectVideo`;

describe("every service", () => {
  for (const [name, service] of Object.entries(SERVICES)) {
    test(`describes its methods by reflection: ${name}`, async () => {
      const services = await listServices(stack, name);
      assert.ok(services.includes(service), services);
      assert.ok(services.includes("grpc.health.v1.Health"), services);
    });

    test(`describes its health service by reflection: ${name}`, async () => {
      const { response } = await call(stack, name, "grpc.health.v1.Health/Check", {});
      assert.deepEqual(response, { status: "SERVING" });
    });

    test(`reports that it is healthy: ${name}`, async () => {
      const health = path.join(stack.data, "bin", "health");
      const { stdout } = await run(health, [stack.address(name)]);
      assert.equal(stdout, `${stack.address(name)} SERVING\n`);
    });
  }
});

describe("a direct call", () => {
  test("does what the channel's event does", async () => {
    const token = stack.internalToken(newUser());
    const detected = await call(
      stack,
      "video",
      DETECT_VIDEO,
      { platform: "frame_io", videoId: "abc", url: "https://app.frame.io/player/abc" },
      token,
    );
    assert.equal(detected.response.platform, "frameio");
    const { response } = await call(stack, "video", LIST_VIDEOS, {}, token);
    assert.deepEqual(response.videos.map(({ id }) => id), [detected.response.videoId]);
  });

  test("without a token is refused", async () => {
    assert.equal((await call(stack, "video", LIST_VIDEOS, {})).error.code, "unauthenticated");
  });

  test("with a user's own token acts as that user, and as no more", async () => {
    const user = newUser();
    const own = stack.userToken(user);
    const detect = { platform: "vimeo", videoId: "76979871" };
    const detected = await call(stack, "video", DETECT_VIDEO, detect, own);
    const asUser = await call(stack, "video", LIST_VIDEOS, {}, own);
    assert.deepEqual(asUser.response.videos.map(({ id }) => id), [detected.response.videoId]);
    const asOther = await call(stack, "video", LIST_VIDEOS, {}, stack.userToken(newUser()));
    assert.equal(asOther.response.videos, undefined);
    const touch = { video_id: detected.response.videoId, note_count: 1 };
    const touched = await call(stack, "video", `${SERVICES.video}/TouchVideo`, touch, own);
    assert.equal(touched.error.code, "permission_denied");
  });

  test("reports the stored bytes of a user, and to no other user", async () => {
    const user = newUser();
    const own = stack.userToken(user);
    await call(stack, "video", DETECT_VIDEO, { platform: "vimeo", videoId: "76979871" }, own);
    const note = { request_id: randomUUID(), text: "Say it once", timestamp_seconds: 1 };
    await call(stack, "notes", `${SERVICES.notes}/CreateNote`, note, own);
    const videos = await call(stack, "video", `${SERVICES.video}/GetUsage`, {}, own);
    assert.equal(Number(videos.response.videos.used), 1);
    assert.ok(Number(videos.response.videos.limit) > 1);
    const notes = await call(stack, "notes", `${SERVICES.notes}/GetUsage`, {}, own);
    assert.equal(Number(notes.response.notes.used), 1);
    assert.equal(Number(notes.response.noteBytes.used), note.text.length);
    const named = { user_id: user };
    const other = stack.userToken(newUser());
    const refused = await call(stack, "notes", `${SERVICES.notes}/GetUsage`, named, other);
    assert.equal(refused.error.code, "permission_denied");
  });

  test("that repeats a write by its request_id changes nothing", async () => {
    const token = stack.internalToken(newUser());
    const request = { request_id: randomUUID(), text: "Say it once", timestamp_seconds: 1 };
    const create = () => call(stack, "notes", `${SERVICES.notes}/CreateNote`, request, token);
    const first = await create();
    const second = await create();
    assert.equal(second.response.note.id, first.response.note.id);
    const list = await call(stack, "notes", `${SERVICES.notes}/ListNotes`, {}, token);
    assert.equal(list.response.notes.length, 1);
  });

  test("that is wrong names the field, in the common form of an error", async () => {
    const token = stack.internalToken(newUser());
    const request = { note_id: "not-a-uuid" };
    const { error } = await call(stack, "notes", `${SERVICES.notes}/GetNote`, request, token);
    assert.equal(error.code, "invalid_argument");
    const [detail] = error.details;
    assert.equal(detail.type, "lossy.channel.v1.Error");
  });

  test("to notifications is for services and operators only", async () => {
    const method = `${SERVICES.notifications}/Read`;
    const request = { topic: "video:x" };
    const asUser = await call(stack, "notifications", method, request, stack.internalToken("u"));
    assert.equal(asUser.error.code, "permission_denied");
    const token = stack.internalToken("op", "operator");
    const asOperator = await call(stack, "notifications", method, request, token);
    assert.ok(asOperator.response);
  });
});
