// The levels of load that a search for a limit tries: rates of an open loop, or clients of a closed one.

// Grows the level by `factor` until one is broken, then narrows the gap between the highest level that
// held and the lowest that broke. If the first level breaks, the plan goes down instead.
export class StepPlan {
  #start;
  #factor;
  #steps;
  #precision;
  #tries;
  #highestHeld = 0;
  #lowestBroken = Infinity;
  #failures = 0;
  #taken = 0;

  // At most `steps` steps. The search ends when the gap is at most `precision` of the lower level. A level
  // counts as broken after `tries` steps that broke.
  constructor({ start, factor, steps, precision, tries }) {
    Object.assign(this, { level: 0 });
    this.#start = start;
    this.#factor = factor;
    this.#steps = steps;
    this.#precision = precision;
    this.#tries = tries;
  }

  // Returns the level of the next step, a whole number of at least 1, or undefined at the end.
  next() {
    if (this.#taken >= this.#steps) return undefined;
    const level = this.#failures > 0 ? this.level : Math.max(1, Math.round(this.#choose()));
    if (this.#failures === 0 && (level === this.#highestHeld || level === this.#lowestBroken)) return undefined;
    ++this.#taken;
    this.level = level;
    return level;
  }

  // Must follow each next().
  judge(held) {
    if (held) {
      this.#failures = 0;
      this.#highestHeld = Math.max(this.#highestHeld, this.level);
    } else if (++this.#failures === this.#tries) {
      this.#failures = 0;
      this.#lowestBroken = Math.min(this.#lowestBroken, this.level);
    }
  }

  // True if the highest level that held is the limit within the precision.
  get isNarrow() {
    return this.#highestHeld > 0 && this.#lowestBroken <= this.#highestHeld * (1 + this.#precision);
  }

  get isBroken() {
    return this.#lowestBroken < Infinity;
  }

  #choose() {
    if (this.isNarrow) return this.#highestHeld;
    if (!this.isBroken) return this.#highestHeld > 0 ? this.#highestHeld * this.#factor : this.#start;
    if (this.#highestHeld === 0) return this.#lowestBroken / this.#factor;
    return Math.sqrt(this.#highestHeld * this.#lowestBroken);
  }
}
