// The settings of a user hold on all of their sockets, and on no other user's.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, describe, test } from "node:test";
import { Client, closeClients, newUser } from "./lib/client.mjs";
import { YOUTUBE } from "./lib/review.mjs";
import { sharedStack } from "./lib/stack.mjs";

const stack = sharedStack();
after(closeClients);

const DEFAULTS = {
  phoenix_voice_session: false,
  phoenix_notes_channel: false,
  phoenix_video_context: false,
  phoenix_telemetry: false,
};

const clientOf = (user) => new Client(stack, stack.userToken(user));
const joinMeta = (user) => clientOf(user).join("video:meta");

describe("settings", () => {
  const user = newUser("ann");
  let meta;

  test("have defaults until the user changes them", async () => {
    meta = await joinMeta(user);
    const { settings } = await meta.push("get_settings");
    assert.deepEqual(settings, {
      feature_flags: DEFAULTS,
      min_confidence: 0.3,
      updated_at: null,
    });
    assert.deepEqual(meta.response.features, DEFAULTS);
    assert.equal(meta.response.min_confidence, 0.3);
  });

  test("change in part, and every socket of the user receives the change", async () => {
    const panel = await joinMeta(user);
    const other = await joinMeta(newUser("ben"));
    const change = { feature_flags: { phoenix_telemetry: true }, min_confidence: 0.55 };
    const { settings } = await meta.push("update_settings", change);
    assert.deepEqual(settings.feature_flags, { ...DEFAULTS, phoenix_telemetry: true });
    assert.equal(settings.min_confidence, 0.55);
    assert.deepEqual(await panel.next("settings_updated"), settings);
    assert.deepEqual(await meta.next("settings_updated"), settings);

    const more = { feature_flags: { my_own: true }, min_confidence: null };
    const { settings: next } = await panel.push("update_settings", more);
    assert.deepEqual(next.feature_flags, { ...settings.feature_flags, my_own: true });
    assert.equal(next.min_confidence, 0.55);
    assert.deepEqual((await meta.push("get_settings")).settings, next);
    assert.equal((await other.push("get_settings")).settings.min_confidence, 0.3);
    assert.deepEqual(other.left("settings_updated"), []);
  });

  test("are in the replies of later joins", async () => {
    const client = clientOf(user);
    const joined = [await client.join("video:meta"), await client.join(`notes:user:${user}`)];
    const { video_id: videoId } = await joined[0].push("video_detected", YOUTUBE);
    joined.push(await client.join(`notes:video:${videoId}`));
    for (const { response } of joined) {
      assert.equal(response.features.phoenix_telemetry, true);
      assert.equal(response.features.phoenix_voice_session, false);
      assert.equal(response.min_confidence, 0.55);
    }
  });

  test("are changed once by a repeated request", async () => {
    const request = { min_confidence: 0.7, request_id: randomUUID() };
    const first = await meta.push("update_settings", request);
    await meta.push("update_settings", { min_confidence: 0.1 });
    assert.deepEqual(await meta.push("update_settings", request), first);
    assert.equal((await meta.push("get_settings")).settings.min_confidence, 0.1);
  });
});
