// Open and closed loops of operations.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { closedLoop, openLoop } from "./loops.mjs";
import { Recorder } from "./recorder.mjs";

const signal = new AbortController().signal;

describe("an open loop", () => {
  test("starts each operation of the rate, and records all ends", async () => {
    const recorder = new Recorder();
    let count = 0;
    const operation = async (answer) => {
      if (++count % 10 === 0) throw new Error("tenth");
      answer();
    };
    await openLoop({ operation, recorder, rate: 500, seconds: 0.2, most: 1000, signal });
    assert.equal(recorder.started, 100);
    assert.equal(recorder.done, 90);
    assert.deepEqual([...recorder.failures], [["tenth", 10]]);
    assert.equal(recorder.unfinished, 0);
    assert.equal(recorder.lags.length, 90);
  });

  test("does not wait for answers, and bounds the unfinished operations", async () => {
    const recorder = new Recorder();
    let release;
    const released = new Promise((resolve) => (release = resolve));
    const operation = () => {
      if (recorder.started === 10) setImmediate(release);
      return released;
    };
    await openLoop({ operation, recorder, rate: 1000, seconds: 0.02, most: 10, signal });
    assert.equal(recorder.done + recorder.failed, 20);
    assert.ok(recorder.done >= 10);
  });

  test("ends when it is aborted", async () => {
    const controller = new AbortController();
    const recorder = new Recorder();
    const operation = () => new Promise(() => controller.abort());
    await openLoop({ operation, recorder, rate: 10, seconds: 1000, most: 10, signal: controller.signal });
    assert.equal(recorder.unfinished, 1);
  });
});

describe("a closed loop", () => {
  test("has one operation at a time for each client", async () => {
    const recorder = new Recorder();
    let running = 0;
    let most = 0;
    const operation = async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      --running;
    };
    await closedLoop({ operation, recorder, clients: 4, seconds: 0.05, signal });
    assert.equal(most, 4);
    assert.equal(recorder.done, recorder.started);
  });

  test("ends when it is aborted, with operations that never end", async () => {
    const controller = new AbortController();
    const recorder = new Recorder();
    const operation = () => new Promise(() => controller.abort());
    await closedLoop({ operation, recorder, clients: 3, seconds: 1000, signal: controller.signal });
    assert.equal(recorder.done, 0);
  });
});
