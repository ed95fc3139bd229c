// The fake microphone of a browser: a file in which a synthetic voice speaks.

import fs from "node:fs";
import { Browser } from "../integration/lib/browser.mjs";

const RECORDING = new URL("../recorders/testdata/chromium_48k.webm", import.meta.url);

// In the page: decodes a recording, and returns a WAV file of 16-bit samples.
async function wavOf(base64) {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const rate = 48_000;
  const audio = await new OfflineAudioContext(1, rate, rate).decodeAudioData(bytes.buffer);
  const samples = audio.getChannelData(0);
  const wav = new DataView(new ArrayBuffer(44 + 2 * samples.length));
  const text = (at, value) => [...value].forEach((char, i) => wav.setUint8(at + i, char.charCodeAt(0)));
  text(0, "RIFF");
  wav.setUint32(4, 36 + 2 * samples.length, true);
  text(8, "WAVEfmt ");
  wav.setUint32(16, 16, true);
  wav.setUint16(20, 1, true);
  wav.setUint16(22, 1, true);
  wav.setUint32(24, rate, true);
  wav.setUint32(28, 2 * rate, true);
  wav.setUint16(32, 2, true);
  wav.setUint16(34, 16, true);
  text(36, "data");
  wav.setUint32(40, 2 * samples.length, true);
  samples.forEach((sample, i) => {
    wav.setInt16(44 + 2 * i, Math.max(-1, Math.min(1, sample)) * 32_767, true);
  });
  const out = new Uint8Array(wav.buffer);
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
    const wav = await page.evaluate(`(${wavOf})(${JSON.stringify(recording)})`);
    fs.writeFileSync(file, Buffer.from(wav, "base64"));
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
