// Speech of espeak-ng, as the sound of a microphone: sentences with pauses between, in a room that
// is not quite silent.

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { wavOf } from "../integration/lib/wav.mjs";

const PROGRAM = "espeak-ng";
// The rate of espeak-ng's samples.
const RATE = 22_050;
const HEADER_BYTES = 44;
const SILENCE = 200;
const NOISE = 60;

// Speakers, with their speed in words a minute and their pitch.
const SPEAKERS = [
  ["en-us", 160, 50],
  ["en-us+f3", 170, 60],
  ["en-us+m3", 150, 35],
  ["en-us+f2", 180, 70],
];
const PAUSES = [0.7, 1.1, 0.8, 1.4, 0.9];

export const hasVoice = () =>
  process.env.PATH.split(path.delimiter).some((folder) => fs.existsSync(path.join(folder, PROGRAM)));

// The samples of a sentence, without the silence around it.
function spoken(sentence, [voice, speed, pitch]) {
  const args = ["--stdout", "-v", voice, "-s", String(speed), "-p", String(pitch), sentence];
  const bytes = execFileSync(PROGRAM, args, { maxBuffer: 16 << 20 }).subarray(HEADER_BYTES);
  const samples = new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~1)));
  const loud = (sample) => Math.abs(sample) > SILENCE;
  return samples.subarray(samples.findIndex(loud), samples.findLastIndex(loud) + 1);
}

// Repeatable noise, from -1 to 1.
function noiseMaker() {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

// Writes the sentences to a WAV file, each by the next speaker. `pauses` are the seconds of quiet behind
// them, in turn. Returns the seconds at which each begins and ends.
export function writeSpeech(file, sentences, pauses = PAUSES) {
  const lines = sentences.map((sentence, i) => spoken(sentence, SPEAKERS[i % SPEAKERS.length]));
  const noise = noiseMaker();
  const times = [];
  const samples = [];
  const quiet = (seconds) => {
    for (let i = 0; i < seconds * RATE; ++i) samples.push(Math.round(NOISE * noise()));
  };
  quiet(1);
  lines.forEach((line, i) => {
    const start = samples.length / RATE;
    for (const sample of line) samples.push(Math.max(-32_768, Math.min(32_767, sample + Math.round(NOISE * noise()))));
    times.push({ start, end: samples.length / RATE });
    quiet(pauses[i % pauses.length]);
  });
  quiet(2);
  fs.writeFileSync(file, wavOf(samples, RATE));
  return times;
}
