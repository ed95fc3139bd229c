import type { SoundLevel } from "../../../voice/src/level_meter.js";

const EVERY_MS = 100;
const QUIETEST_DECIBELS = -60;

/** Returns the height of a level in a meter, from 0 to 1, as the ear hears it. */
export function heightOf(level: number): number {
  const decibels = 20 * Math.log10(level);
  return Math.min(1, Math.max(0, 1 - decibels / QUIETEST_DECIBELS));
}

/** Returns a function that takes all levels, and calls `show` with the loudest of each 100 ms. */
export function shownLevels(show: (height: number) => void): (level: SoundLevel) => void {
  let since: number | null = null;
  let loudest = 0;
  return ({ level, ms }) => {
    since ??= ms;
    loudest = Math.max(loudest, level);
    if (ms - since < EVERY_MS) return;
    show(heightOf(loudest));
    since = ms;
    loudest = 0;
  };
}
