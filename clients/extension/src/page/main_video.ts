// The choice among the videos of a page.

/** A video of a page, for the choice. */
export interface Candidate {
  /** The pixels that it covers. */
  area: number;
  /** True if it plays. */
  playing: boolean;
  /** True if the page's platform has its videos there. */
  named: boolean;
  /** True if it was the choice before. */
  followed: boolean;
}

// Smaller pictures are previews and advertisements.
const MIN_AREA = 160 * 90;
// A video that plays counts as so much larger, and the former choice stays unless another is clearly better.
const PLAYING = 4;
const FOLLOWED = 1.5;

const weightOf = ({ area, playing, followed }: Candidate) =>
  area * (playing ? PLAYING : 1) * (followed ? FOLLOWED : 1);

/** Returns the main video: of those at the platform's place, or else of all, the largest; playing first. */
export function mainOf<Found extends Candidate>(candidates: readonly Found[]): Found | null {
  const large = candidates.filter(({ area }) => area >= MIN_AREA);
  const named = large.filter((each) => each.named);
  const [first] = (named.length > 0 ? named : large).sort((a, b) => weightOf(b) - weightOf(a));
  return first ?? null;
}
