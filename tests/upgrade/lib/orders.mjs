// The orders in which the programs of a deployment are replaced. Each is a list of pairs: the name of
// a process, and the version that replaces it. Each ends with the last release.

import { PRESENT, PROGRAMS, RELEASED } from "./version.mjs";

const services = PROGRAMS.filter((program) => program !== "edge");

export const SERVICES_FIRST = [...services, "edge"];
export const EDGE_FIRST = ["edge", ...services];

// An upgrade of these processes, and a rollback in the opposite order.
export const thereAndBack = (names) => [
  ...names.map((name) => [name, PRESENT]),
  ...[...names].reverse().map((name) => [name, RELEASED]),
];

// Passes through every mixture of both versions once and returns to the first: a Gray code.
export function everyMixture() {
  const lowestBit = (number) => Math.log2(number & -number);
  const names = Array.from({ length: 2 ** PROGRAMS.length - 1 }, (_, index) => PROGRAMS[lowestBit(index + 1)]);
  const present = new Set();
  return [...names, PROGRAMS.at(-1)].map((name) => {
    if (present.delete(name)) return [name, RELEASED];
    present.add(name);
    return [name, PRESENT];
  });
}
