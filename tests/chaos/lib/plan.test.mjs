// A plan is what its seed says, and leaves nothing out.

import assert from "node:assert/strict";
import { test } from "node:test";
import { KINDS, membersOf } from "./kinds.mjs";
import { rounds } from "./plan.mjs";

const SHAPE = {
  members: ["edge", "nats", "notes", "postgres"],
  links: ["clients→edge", "edge→notes", "notes→postgres"],
  disk: true,
};

function first(count, seed, only) {
  const plan = rounds(seed, SHAPE, only);
  return Array.from({ length: count }, () => plan.next().value);
}

const faultsOf = (plan) => plan.flatMap(({ faults }) => faults);
const named = ({ kind, target }) => `${kind}:${target}`;

test("the same seed makes the same plan, another one another", () => {
  assert.deepEqual(first(50, "7"), first(50, "7"));
  assert.notDeepEqual(first(50, "7"), first(50, "8"));
});

test("every fault has its turn before one comes again", () => {
  const all = Object.entries(KINDS).flatMap(([kind, { targets }]) =>
    targets(SHAPE).map((target) => named({ kind, target })),
  );
  const drawn = faultsOf(first(200, "3")).slice(0, all.length).map(named);
  assert.deepEqual([...drawn].sort(), all.sort());
});

test("faults of one round are of different processes and links", () => {
  for (const { faults } of first(500, "4")) {
    const members = faults.flatMap((fault) => membersOf(fault, SHAPE));
    assert.equal(new Set(members).size, members.length, JSON.stringify(faults));
    assert.equal(new Set(faults.map(({ target }) => target)).size, faults.length);
  }
});

test("lasts as long as its kind may, and is only of those that are asked for", () => {
  for (const { kind, target, ms } of faultsOf(first(100, "5", ["stop", "kill:edge"]))) {
    assert.ok(kind === "stop" || (kind === "kill" && target === "edge"));
    assert.ok(ms >= KINDS[kind].ms[0] && ms <= KINDS[kind].ms[1]);
  }
  assert.throws(() => first(1, "5", ["nonsense"]), /no such fault/);
});
