// Recordings by real browsers are as long as they were, and long ones are handed over at a pause.

import assert from "node:assert/strict";
import fs from "node:fs";
import { after, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { closeClients } from "./lib/client.mjs";
import { call } from "./lib/grpc.mjs";
import { startReview } from "./lib/review.mjs";
import { sharedStack } from "./lib/stack.mjs";
import { wavOf } from "./lib/wav.mjs";

const stack = sharedStack();
after(closeClients);

const PACKET_SECONDS = 0.1;
const folder = fileURLToPath(new URL("../recorders/testdata/", import.meta.url));

// The pieces that the browser's recorder delivered.
function recorded(file) {
  const bytes = fs.readFileSync(folder + file);
  const sizes = fs.readFileSync(`${folder}${file.split(".")[0]}.pieces`, "utf8").trim().split("\n");
  let at = 0;
  return sizes.map((size) => bytes.subarray(at, (at += Number(size))));
}

async function record(pieces) {
  const review = await startReview(stack);
  for (const piece of pieces) {
    await review.audio.push("audio_chunk", { data: piece.toString("base64") });
  }
  await review.audio.leave();
  const rejoined = await review.client.join(`audio:${review.sessionId}`);
  await rejoined.push("stop_recording");
  const token = stack.internalToken(review.user);
  const { response } = await call(stack, "agent", "lossy.agent.v1.AgentService/ListRecordings", {}, token);
  const durations = response.recordings.map((recording) => recording.durationSeconds).reverse();
  return { joined: rejoined.response, durations, recordings: response.recordings };
}

const RECORDINGS = {
  "chromium_default.webm": 8.46,
  "chromium_24k.webm": 8.46,
  "chromium_48k.webm": 8.46,
  "chromium_video.webm": 6.48,
  "chromium_mp4.mp4": 8.42,
};

describe("a recording is as long as it was", () => {
  for (const [file, seconds] of Object.entries(RECORDINGS)) {
    test(file, async () => {
      const { joined, durations } = await record(recorded(file));
      assert.equal(durations.length, 1);
      assert.ok(Math.abs(durations[0] - seconds) < PACKET_SECONDS, `${durations[0]} s`);
      assert.ok(Math.abs(joined.duration - seconds) < PACKET_SECONDS, `${joined.duration} s`);
    });
  }
});

// Seconds of a tone, with a silence of a second from `silentFrom` on.
function toneWithAPause(seconds, silentFrom) {
  const rate = 16_000;
  const isSilent = (i) => i >= silentFrom * rate && i < (silentFrom + 1) * rate;
  const sample = (_, i) => (isSilent(i) ? 0 : Math.round(8_000 * Math.sin(i / 5)));
  return wavOf(Int16Array.from({ length: rate * seconds }, sample), rate);
}

test("a long recording is handed over at the pause before its limit", async () => {
  const wav = toneWithAPause(66, 55);
  const pieces = [];
  for (let at = 0; at < wav.length; at += 100_000) pieces.push(wav.subarray(at, at + 100_000));
  const { durations } = await record(pieces);
  assert.equal(durations.length, 2);
  assert.ok(Math.abs(durations[0] - 55.5) < 0.2, `${durations[0]} s`);
  assert.ok(Math.abs(durations[0] + durations[1] - 66) < 0.1, `${durations}`);
});
