// The plan of faults: a function of the seed and of the shape of the stack.

import { KINDS, membersOf } from "./kinds.mjs";
import { Random } from "./random.mjs";

// The number of faults at once, with weights.
const AT_ONCE = { 1: 60, 2: 25, 3: 15 };
const SPREAD_MS = 2500;
const CALM_MS = [1000, 3000];

// {index, faults: [{id, kind, target, at, ms, extra}], calm}: `at` is from the round's beginning,
// `calm` is how long clients work undisturbed when all is well again. Never ends. Every fault has
// its turn before one comes again. `only` names kinds, or kinds and targets: "kill", "kill:edge".
export function* rounds(seed, shape, only = []) {
  const random = new Random(seed, "plan");
  const all = everyFault(shape).filter((fault) => isWanted(fault, only));
  if (all.length === 0) throw new Error(`there is no such fault: ${only.join()}`);
  let deck = [];
  for (let index = 1; ; ++index) {
    const count = Number(random.weighted(AT_ONCE));
    const drawn = [];
    while (drawn.length < count) {
      if (deck.length === 0) deck = random.shuffle(all);
      const at = deck.findIndex((fault) => fitsBeside(fault, drawn, shape));
      if (at < 0) break;
      drawn.push(...deck.splice(at, 1));
    }
    const faults = drawn.map((fault, number) => ({
      id: `${index}.${number + 1}`,
      ...fault,
      ...timesOf(fault, random),
    }));
    yield { index, faults, calm: random.between(...CALM_MS) };
  }
}

export const describeFault = ({ id, kind, target, at, ms, extra }) =>
  `${id} ${kind} ${target}, after ${at} ms, for ${ms} ms${extra ? `, ${extra}` : ""}`;

function everyFault(shape) {
  return Object.entries(KINDS).flatMap(([kind, { targets }]) =>
    targets(shape).map((target) => ({ kind, target })),
  );
}

const isWanted = ({ kind, target }, only) =>
  only.length === 0 || only.includes(kind) || only.includes(`${kind}:${target}`);

function fitsBeside(fault, others, shape) {
  const taken = new Set(others.flatMap((other) => membersOf(other, shape)));
  const sameLink = others.some(({ target }) => target === fault.target);
  return !sameLink && membersOf(fault, shape).every((name) => !taken.has(name));
}

function timesOf({ kind }, random) {
  const { ms, extra } = KINDS[kind];
  const times = { at: random.between(0, SPREAD_MS), ms: random.between(...ms) };
  return extra ? { ...times, extra: random.between(...extra) } : times;
}
