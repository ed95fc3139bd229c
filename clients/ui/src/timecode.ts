// SMPTE timecode (ST 12-1) of a video's frames, as the server's export calculates it. All functions
// are pure.

import type { Video } from "../../lossy/src/library.js";
import { clock } from "./time_line.js";

/** A number of frames per second, and the way in which timecode counts them. */
export interface FrameRate {
  /** The rate is numerator/denominator, in lowest terms. */
  numerator: number;
  denominator: number;
  /** True if timecode leaves out labels, so that it stays with the clock. */
  drop_frame: boolean;
}

/** A frame rate as editors name it. */
export interface NamedRate {
  name: string;
  rate: FrameRate;
}

const named = (name: string, numerator: number, denominator = 1, drop_frame = false): NamedRate => ({
  name,
  rate: { numerator, denominator, drop_frame },
});

/** All rates that the server accepts. */
export const FRAME_RATES: readonly NamedRate[] = [
  named("23.976", 24000, 1001),
  named("24", 24),
  named("25", 25),
  named("29.97 drop-frame", 30000, 1001, true),
  named("29.97 non-drop", 30000, 1001),
  named("30", 30),
  named("47.952", 48000, 1001),
  named("48", 48),
  named("50", 50),
  named("59.94 drop-frame", 60000, 1001, true),
  named("59.94 non-drop", 60000, 1001),
  named("60", 60),
];

/** Returns the entry of FRAME_RATES, or null if the video has no rate. */
export function rateOf(video: Pick<Video, "frame_rate"> | null): NamedRate | null {
  const known = video?.frame_rate;
  if (!known) return null;
  const same = ({ rate }: NamedRate) =>
    rate.numerator === known.numerator &&
    rate.denominator === (known.denominator || 1) &&
    rate.drop_frame === Boolean(known.drop_frame);
  return FRAME_RATES.find(same) ?? null;
}

const nominalOf = ({ numerator, denominator }: FrameRate) => Math.ceil(numerator / denominator);
const droppedOf = (rate: FrameRate) => (rate.drop_frame ? nominalOf(rate) / 15 : 0);
const framesOfTenMinutes = (rate: FrameRate) => 600 * nominalOf(rate) - 9 * droppedOf(rate);
const framesOfDay = (rate: FrameRate) => 144 * framesOfTenMinutes(rate);

const two = (value: number) => String(value).padStart(2, "0");

/** Returns the frame that begins nearest to a second of the video. The first one is 0. */
export function frameAt(seconds: number, { numerator, denominator }: FrameRate): number {
  return Math.round((Math.max(0, seconds) * numerator) / denominator);
}

/** Returns "01:00:00:00", or "01:00:00;00" in drop-frame timecode, which wraps after 24 hours. */
export function timecodeOf(frame: number, rate: FrameRate): string {
  const dropped = droppedOf(rate);
  const nominal = nominalOf(rate);
  const frames = frame % framesOfDay(rate);
  const tens = Math.floor(frames / framesOfTenMinutes(rate));
  const rest = frames % framesOfTenMinutes(rate);
  // The first minute of ten has all labels.
  const minutes = Math.max(0, Math.floor((rest - dropped) / (60 * nominal - dropped)));
  const label = frames + dropped * (9 * tens + minutes);
  const seconds = Math.floor(label / nominal);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two);
  return `${parts.join(":")}${rate.drop_frame ? ";" : ":"}${two(label % nominal)}`;
}

/** Returns the number of the frame with that timecode, or the reason why there is none. */
export function parseTimecode(text: string, { name, rate }: NamedRate): { frame: number } | { problem: string } {
  const match = /^(\d\d):(\d\d):(\d\d)[:;](\d\d)$/.exec(text.trim());
  if (!match) return { problem: "Write a timecode as hours, minutes, seconds and frames: 01:00:00:00." };
  const [hours, minutes, seconds, frames] = match.slice(1).map(Number) as [number, number, number, number];
  const nominal = nominalOf(rate);
  const dropped = droppedOf(rate);
  if (hours > 23) return { problem: "Hours go from 00 to 23." };
  if (minutes > 59 || seconds > 59) return { problem: "Minutes and seconds go from 00 to 59." };
  if (frames >= nominal) return { problem: `At ${name} frames per second, frames go from 00 to ${nominal - 1}.` };
  if (text.includes(";") && !rate.drop_frame) {
    return { problem: "A semicolon stands before the frames of drop-frame timecode only." };
  }
  if (minutes % 10 !== 0 && seconds === 0 && frames < dropped) {
    const next = `${two(hours)}:${two(minutes)}:00;${two(dropped)}`;
    return { problem: `Drop-frame timecode leaves out ${text.trim()}. The next frame is ${next}.` };
  }
  const allMinutes = 60 * hours + minutes;
  const label = (60 * allMinutes + seconds) * nominal + frames;
  return { frame: label - dropped * (allMinutes - Math.floor(allMinutes / 10)) };
}

/** Times of a video as texts, and back. */
export interface TimeTexts {
  /** Returns the text of a second of the video. */
  show(seconds: number): string;
  /** Returns the second of the video that a text names, or the reason why it names none. */
  read(text: string): { seconds: number } | { problem: string };
}

/** Minutes and seconds, for a video without a frame rate. */
export const CLOCK_TIMES: TimeTexts = {
  show: clock,
  read(text) {
    const match = /^(?:(\d+):)?(\d+):([0-5]?\d(?:\.\d+)?)$/.exec(text.trim());
    if (!match) return { problem: "Write a time as minutes and seconds: 1:02." };
    const [hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0)) as [number, number, number];
    return { seconds: 3600 * hours + 60 * minutes + seconds };
  },
};

/** Returns the timecode of a video's frames if the video has a frame rate, otherwise minutes and seconds. */
export function timeTextsOf(video: Pick<Video, "frame_rate" | "start_timecode"> | null): TimeTexts {
  const rate = rateOf(video);
  if (!rate) return CLOCK_TIMES;
  const start = parseTimecode(video?.start_timecode ?? "", rate);
  const first = "frame" in start ? start.frame : 0;
  return {
    show: (seconds) => timecodeOf(first + frameAt(seconds, rate.rate), rate.rate),
    read(text) {
      const found = parseTimecode(text, rate);
      if ("problem" in found) return found;
      // Timecode wraps after 24 hours.
      const day = framesOfDay(rate.rate);
      const frame = (found.frame - first + day) % day;
      return { seconds: (frame * rate.rate.denominator) / rate.rate.numerator };
    },
  };
}
