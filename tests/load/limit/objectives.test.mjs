// The objectives of a step of load.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { growth, judge } from "./objectives.mjs";

const OBJECTIVES = { p99_ms: 250, lag_ms: 1000, errors: 0.01, held: 0.95, backlog: 0.05, lag_growth_ms: 200 };
const HEALTHY = { asked: 100, seconds: 6, done: 600, failed: 0, p99: 20, lagP99: 30, lags: [], backlogs: [[3, 4, 3]] };

const brokenBy = (change) => judge({ ...HEALTHY, ...change }, OBJECTIVES).map(({ objective }) => objective);

describe("the objectives", () => {
  test("are met by a healthy step", () => assert.deepEqual(brokenBy({}), []));

  test("break by a p99 above its limit, and not at the limit", () => {
    assert.deepEqual(brokenBy({ p99: 250 }), []);
    assert.deepEqual(brokenBy({ p99: 251 }), ["p99"]);
  });

  test("break by more failures than their share", () => {
    assert.deepEqual(brokenBy({ done: 594, failed: 6 }), []);
    assert.deepEqual(brokenBy({ done: 590, failed: 10 }), ["errors"]);
  });

  test("break by a rate that is not held", () => assert.deepEqual(brokenBy({ done: 500 }), ["rate"]));

  test("have no rate in a closed loop", () => assert.deepEqual(brokenBy({ asked: 0, done: 50 }), []));

  test("break by a backlog that grows, and not by one that is large", () => {
    assert.deepEqual(brokenBy({ backlogs: [[900, 910, 905], []] }), []);
    assert.deepEqual(brokenBy({ backlogs: [[3, 4, 3], [0, 30, 60]] }), ["backlog"]);
  });

  test("break by a lag above its limit, and by one that grows", () => {
    assert.deepEqual(brokenBy({ lagP99: 1001 }), ["lag"]);
    assert.deepEqual(brokenBy({ lags: [10, 12, 150, 140, 400, 410] }), ["growing lag"]);
  });

  test("name the figure and its limit", () => {
    const [{ text }] = judge({ ...HEALTHY, p99: 400 }, OBJECTIVES);
    assert.equal(text, "p99 400 ms, above 250 ms");
  });
});

test("growth compares the last third with the first", () => {
  assert.equal(growth([1, 1, 5, 5, 9, 9]), 8);
  assert.equal(growth([1, 9]), 0);
});
