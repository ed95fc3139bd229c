// Waiting for what must come true, with a limit.

const PAUSE_MS = 20;

export const pause = (ms = PAUSE_MS) => new Promise((resolve) => setTimeout(resolve, ms));

// Returns the first truthy value of `condition`, which may be async. `what` completes "waited for …".
export async function until(what, condition, limitMs = 15_000) {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (performance.now() > deadline) throw new Error(`waited ${limitMs} ms in vain for ${what}`);
    await pause();
  }
}

// `promise`, or an error when it takes longer.
export function within(what, promise, limitMs = 10_000) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing within ${limitMs} ms`)), limitMs);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}
