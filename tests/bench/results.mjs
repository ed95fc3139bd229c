// Reads what benchmarks print: JSON of Google Benchmark, or lines of text.

const NANOSECONDS = { ns: 1, us: 1e3, ms: 1e6, s: 1e9 };

export class GoogleResults {
  #benchmarks;

  // `json` is the file of --benchmark_out.
  constructor(json) {
    this.#benchmarks = new Map(JSON.parse(json).benchmarks.map((each) => [each.name, each]));
  }

  // The wall time of an iteration in microseconds; with UseManualTime, the time that the benchmark set.
  micros(name) {
    const { real_time: time, time_unit: unit } = this.#find(name);
    return (time * NANOSECONDS[unit]) / 1e3;
  }

  // A counter, or items_per_second.
  counter(name, counter) {
    const value = this.#find(name)[counter];
    if (value === undefined) throw new Error(`${name} has no ${counter}`);
    return value;
  }

  #find(name) {
    const found = this.#benchmarks.get(name);
    if (!found) throw new Error(`there is no benchmark ${name}`);
    if (found.error_occurred) throw new Error(`${name}: ${found.error_message}`);
    return found;
  }
}

// Returns the numbers that the groups of `pattern` match.
export function numbersIn(text, pattern) {
  const match = text.match(pattern);
  if (!match) throw new Error(`the output has no line like ${pattern}`);
  return match.slice(1).map(Number);
}
