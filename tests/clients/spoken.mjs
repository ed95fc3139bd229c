// The fake microphone of a browser: a file in which a synthetic voice speaks.

import fs from "node:fs";
import { Browser } from "../integration/lib/browser.mjs";
import { wavOf } from "../integration/lib/wav.mjs";

const RECORDING = new URL("../recorders/testdata/chromium_48k.webm", import.meta.url);

const RATE = 48_000;

// In the page: decodes a recording, and returns its samples of 16 bits.
async function samplesOf(base64, rate) {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const audio = await new OfflineAudioContext(1, rate, rate).decodeAudioData(bytes.buffer);
  const samples = Int16Array.from(audio.getChannelData(0), (sample) => Math.max(-1, Math.min(1, sample)) * 32_767);
  const out = new Uint8Array(samples.buffer);
  let encoded = "";
  for (let i = 0; i < out.length; i += 32_768) encoded += String.fromCharCode(...out.subarray(i, i + 32_768));
  return btoa(encoded);
}

// Writes the voice to a WAV file, which `microphoneFlags` names.
export async function writeVoice(file) {
  const browser = await Browser.launch();
  try {
    const page = await browser.open("about:blank", () => {});
    const recording = fs.readFileSync(RECORDING).toString("base64");
    const encoded = await page.evaluate(`(${samplesOf})(${JSON.stringify(recording)}, ${RATE})`);
    const bytes = Uint8Array.from(Buffer.from(encoded, "base64"));
    fs.writeFileSync(file, wavOf(new Int16Array(bytes.buffer), RATE));
  } finally {
    await browser.close();
  }
}

// Flags of a Chromium whose microphone plays the file again and again.
export const microphoneFlags = (file) => [
  "--use-fake-ui-for-media-stream",
  "--use-fake-device-for-media-stream",
  `--use-file-for-fake-audio-capture=${file}`,
  "--autoplay-policy=no-user-gesture-required",
];
