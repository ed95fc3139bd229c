// Recordings by real browsers are as long as they were, and long ones are handed over at a pause.

import assert from "node:assert/strict";
import fs from "node:fs";
import { after, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { closeClients } from "./lib/client.mjs";
import { call } from "./lib/grpc.mjs";
import { startReview } from "./lib/review.mjs";
import { sharedStack } from "./lib/stack.mjs";

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
  const wav = Buffer.alloc(44 + 2 * rate * seconds);
  wav.write("RIFF", 0);
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.write("WAVEfmt ", 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(rate, 24);
  wav.writeUInt32LE(2 * rate, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write("data", 36);
  wav.writeUInt32LE(2 * rate * seconds, 40);
  for (let i = 0; i < rate * seconds; i += 1) {
    const isSilent = i >= silentFrom * rate && i < (silentFrom + 1) * rate;
    wav.writeInt16LE(isSilent ? 0 : Math.round(8_000 * Math.sin(i / 5)), 44 + 2 * i);
  }
  return wav;
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
