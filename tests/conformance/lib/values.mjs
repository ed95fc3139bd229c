// The values that a transcript leaves open.
//
//   $name   What the client sends: a value of this play's own, the same wherever the name stands.
//           What the server must send: that value; the first time, any value, which it then names.
//   $_      Any value, in what the server must send.
//   $(N)    N times the letter x.
//
// {"$json": value} is a text that is the value in JSON.

import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";

const OPEN = /\$(?:\((\d+)\)|([a-zA-Z][a-zA-Z0-9]*))/g;
const WHOLE = /^\$([a-zA-Z][a-zA-Z0-9]*|_)$/;

const newValue = () => randomBytes(4).toString("hex").slice(0, 6);

export class Values {
  #known;

  constructor(known = {}) {
    this.#known = new Map(Object.entries(known));
  }

  copy() {
    return new Values(Object.fromEntries(this.#known));
  }

  get(name) {
    if (!this.#known.has(name)) this.#known.set(name, newValue());
    return this.#known.get(name);
  }

  set(name, value) {
    this.#known.set(name, value);
  }

  // A text with all its variables put in.
  fillText(text) {
    return text.replace(OPEN, (_, count, name) =>
      count === undefined ? this.get(name) : "x".repeat(Number(count)),
    );
  }

  // As fillText, for each string in a JSON value, keys included.
  fill(value) {
    if (typeof value === "string") {
      const whole = value.match(WHOLE);
      return whole && whole[1] !== "_" ? this.get(whole[1]) : this.fillText(value);
    }
    if (Array.isArray(value)) return value.map((each) => this.fill(each));
    if (value === null || typeof value !== "object") return value;
    const members = Object.entries(value);
    return Object.fromEntries(members.map(([key, each]) => [this.fillText(key), this.fill(each)]));
  }

  // True if `actual` is what `expected` stands for. Learns the values of new names; when the answer
  // is false, the learned values are of no use.
  matches(actual, expected) {
    const whole = typeof expected === "string" && expected.match(WHOLE);
    if (whole) return this.#matchesVariable(actual, whole[1]);
    if (expected === null || typeof expected !== "object") {
      return isDeepStrictEqual(actual, this.fill(expected));
    }
    if (Array.isArray(expected)) {
      return (
        Array.isArray(actual) &&
        actual.length === expected.length &&
        expected.every((each, index) => this.matches(actual[index], each))
      );
    }
    return this.#matchesMembers(actual, expected);
  }

  #matchesVariable(actual, name) {
    if (name === "_") return actual !== undefined;
    if (this.#known.has(name)) return isDeepStrictEqual(actual, this.#known.get(name));
    if (actual === undefined) return false;
    this.#known.set(name, actual);
    return true;
  }

  #matchesText(actual, expected) {
    try {
      return this.matches(JSON.parse(actual), expected);
    } catch {
      return false;
    }
  }

  #matchesMembers(actual, expected) {
    if ("$json" in expected) return this.#matchesText(actual, expected.$json);
    if (actual === null || typeof actual !== "object" || Array.isArray(actual)) return false;
    const members = Object.entries(expected).map(([key, each]) => [this.fillText(key), each]);
    return (
      Object.keys(actual).length === members.length &&
      members.every(([key, each]) => this.matches(actual[key], each))
    );
  }
}
