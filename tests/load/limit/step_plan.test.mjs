// The steps of a search for a limit.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { StepPlan } from "./step_plan.mjs";

const DEFAULTS = { start: 100, factor: 2, steps: 30, precision: 0.1, tries: 1 };

// Takes all steps of a system that holds every level up to `limit`. Returns the levels.
function search(limit, options = {}) {
  const plan = new StepPlan({ ...DEFAULTS, ...options });
  const levels = [];
  for (let level = plan.next(); level !== undefined; level = plan.next()) {
    levels.push(level);
    plan.judge(level <= limit);
  }
  return { plan, levels };
}

describe("the plan of steps", () => {
  test("doubles until a level breaks, then narrows the gap", () => {
    const { plan, levels } = search(900);
    assert.deepEqual(levels.slice(0, 5), [100, 200, 400, 800, 1600]);
    const held = Math.max(...levels.filter((level) => level <= 900));
    const broken = Math.min(...levels.filter((level) => level > 900));
    assert.ok(broken <= held * 1.1, `${held} and ${broken}`);
    assert.ok(plan.isNarrow);
  });

  test("goes down if the first level breaks", () => {
    const { levels } = search(30);
    assert.deepEqual(levels.slice(0, 3), [100, 50, 25]);
    assert.ok(levels.includes(25));
  });

  test("ends at level 1 if nothing holds", () => {
    assert.deepEqual(search(0).levels, [100, 50, 25, 13, 7, 4, 2, 1]);
  });

  test("takes no more than the permitted steps", () => {
    const { plan, levels } = search(Infinity, { steps: 3 });
    assert.deepEqual(levels, [100, 200, 400]);
    assert.ok(!plan.isBroken);
  });

  test("tries a broken level again before it counts", () => {
    const plan = new StepPlan({ ...DEFAULTS, tries: 2 });
    assert.equal(plan.next(), 100);
    plan.judge(false);
    assert.equal(plan.next(), 100);
    plan.judge(true);
    assert.equal(plan.next(), 200);
    plan.judge(false);
    assert.equal(plan.next(), 200);
    plan.judge(false);
    assert.ok(plan.isBroken);
    assert.equal(plan.next(), 141);
  });
});
