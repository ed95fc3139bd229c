// Decides if a step of load met its objectives.

// Queues are never still: a slower growth, in operations per second, is none.
const LEAST_GROWTH = 5;

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

// The mean of the last third of `samples`, less that of the first third. 0 for fewer than three samples.
export function growth(samples) {
  const third = Math.floor(samples.length / 3);
  return third === 0 ? 0 : mean(samples.slice(-third)) - mean(samples.slice(0, third));
}

// `step`: { asked (operations a second; 0: a closed loop), seconds, done, failed, p99 and lagP99 in
// milliseconds, lags (milliseconds, in their order), backlogs (lists of samples of unfinished work) }.
// Returns the broken objectives as { objective, text }.
export function judge(step, { p99_ms, lag_ms, errors, held, backlog, lag_growth_ms }) {
  const broken = [];
  const check = (objective, isBroken, text) => isBroken && broken.push({ objective, text });
  const share = step.failed / Math.max(1, step.done + step.failed);
  const rate = step.done / step.seconds;
  check("errors", share > errors, `${percent(share)} failed, above ${percent(errors)}`);
  check("p99", step.p99 > p99_ms, `p99 ${step.p99.toFixed(0)} ms, above ${p99_ms} ms`);
  check("lag", step.lagP99 > lag_ms, `p99 of the lag ${step.lagP99.toFixed(0)} ms, above ${lag_ms} ms`);
  if (step.asked > 0) {
    check("rate", rate < step.asked * held, `${rate.toFixed(0)} of ${step.asked} per second done`);
  }
  const more = Math.max(...step.backlogs.map(growth)) / ((2 / 3) * step.seconds);
  const most = Math.max(LEAST_GROWTH, backlog * (step.asked || rate));
  check("backlog", more > most, `the backlog grows by ${more.toFixed(0)} per second, above ${most.toFixed(0)}`);
  const later = growth(step.lags);
  check("growing lag", later > lag_growth_ms, `the lag grew by ${later.toFixed(0)} ms, above ${lag_growth_ms} ms`);
  return broken;
}

const percent = (share) => `${(100 * share).toFixed(1)} %`;
