/** Bounds of the delays of a backoff, in milliseconds. */
export interface BackoffBounds {
  first: number;
  most: number;
}

/**
 * Returns the delay before a try in milliseconds. `tries` is 1 for the first one. The delay doubles
 * with each try up to `most`, and is random from half of that, so that clients spread.
 */
export function backoff(tries: number, { first, most }: BackoffBounds): number {
  const longest = Math.min(most, first * 2 ** Math.min(tries - 1, 30));
  return longest * (0.5 + Math.random() / 2);
}
