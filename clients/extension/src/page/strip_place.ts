// The place of the markers on a page: over its progress bar, or along the lower edge of the video.

/** A rectangle in CSS pixels of the window. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The height of the markers. */
export const STRIP_HEIGHT = 24;
// A line below the video, with the markers on it.
const BELOW = 4;
const BAR_REACH = 80;
const LEAST_SHARE = 0.5;

const bottomOf = ({ top, height }: Box) => top + height;

/** True if `bar` can be the progress bar of `video`: about as wide, and over its lower half or just below. */
export function isBarOf(video: Box, bar: Box): boolean {
  const share = Math.min(video.left + video.width, bar.left + bar.width) - Math.max(video.left, bar.left);
  const low = bar.top >= video.top + video.height / 2 && bottomOf(bar) <= bottomOf(video) + BAR_REACH;
  return share >= video.width * LEAST_SHARE && low;
}

/** Returns the place of the markers above a progress bar. */
export const aboveBar = ({ left, top, width }: Box): Box => ({
  left,
  top: top - STRIP_HEIGHT,
  width,
  height: STRIP_HEIGHT,
});

/** Returns the place of the markers of a video without a bar: below it, if `clip`, which cuts what leaves it, has room. */
export function belowVideo(video: Box, clip: Box | null): Box {
  const below = bottomOf(video) + BELOW - STRIP_HEIGHT;
  const lowest = clip ? bottomOf(clip) - STRIP_HEIGHT : Infinity;
  return { left: video.left, top: Math.min(below, lowest), width: video.width, height: STRIP_HEIGHT };
}

/** Returns the share of the line at which markers would touch. */
export const gapOf = ({ width }: Box) => (width > 0 ? STRIP_HEIGHT / 2 / width : 1);
