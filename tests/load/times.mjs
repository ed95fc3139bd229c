// Summarises many measured times.

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];

// `times` in milliseconds, in any order. 0 when there are none.
export function percentile(times, share) {
  return at([...times].sort((a, b) => a - b), share) ?? 0;
}

export function describeTimes(times) {
  const show = (share) => percentile(times, share).toFixed(1);
  return `p50 ${show(0.5)}, p95 ${show(0.95)}, p99 ${show(0.99)}, worst ${show(1)}`;
}
