// Numbers that only look random: the same seed gives the same ones, here and anywhere.

// FNV-1a; spreads seeds that differ in one letter.
function hash(text) {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193);
  return value >>> 0;
}

export class Random {
  #state;

  // `name` separates generators of one seed: a draw of one does not change the others.
  constructor(seed, name = "") {
    this.#state = hash(`${seed}/${name}`);
  }

  // From 0 to less than 1, by mulberry32.
  fraction() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let value = this.#state;
    value = Math.imul(value ^ (value >>> 15), value | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  }

  chance(probability) {
    return this.fraction() < probability;
  }

  // A whole number, both ends included.
  between(least, most) {
    return least + Math.floor(this.fraction() * (most - least + 1));
  }

  pick(list) {
    return list[this.between(0, list.length - 1)];
  }

  // `weights` has a number for each name; answers a name.
  weighted(weights) {
    const entries = Object.entries(weights);
    let left = this.fraction() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [name, weight] of entries) {
      left -= weight;
      if (left < 0) return name;
    }
    return entries.at(-1)[0];
  }

  shuffle(list) {
    const mixed = [...list];
    for (let last = mixed.length - 1; last > 0; --last) {
      const other = this.between(0, last);
      [mixed[last], mixed[other]] = [mixed[other], mixed[last]];
    }
    return mixed;
  }
}
