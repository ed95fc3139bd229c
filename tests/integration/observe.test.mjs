// ./dev up --observe: a Prometheus that scrapes each process, evaluates the alerts, and ends with the stack.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { startStack } from "./lib/stack.mjs";
import { until } from "./lib/wait.mjs";

// From the edge's port on (deploy/local/settings.sh).
const PROMETHEUS = 157;
const PROGRAMS = ["agent", "edge", "notes", "notifications", "video"];

async function ask(stack, path) {
  const response = await fetch(`http://127.0.0.1:${stack.port + PROMETHEUS}/api/v1/${path}`);
  return (await response.json()).data;
}

// The programs that a scrape has reached, one for each of their replicas.
async function scraped(stack) {
  const { result } = await ask(stack, `query?query=${encodeURIComponent('up{job="lossy"} == 1')}`);
  return result.map(({ metric }) => metric.process).sort();
}

const reaches = (stack, programs) => until("each process to be scraped", async () => {
  return (await scraped(stack)).join() === programs.join();
}, 60_000);

const ends = (stack) => until("Prometheus to end", () => ask(stack, "rules").then(() => false, () => true));

describe("./dev up --observe", { timeout: 600_000 }, () => {
  test("scrapes each replica by the name in its certificate, evaluates the alerts, and ends with the stack", async () => {
    const stack = await startStack({}, "--observe", "--tls", "--console", "--replicas=2");
    try {
      await reaches(stack, [...PROGRAMS, ...PROGRAMS, "admin", "console"].sort());
      const rules = (await ask(stack, "rules")).groups.flatMap(({ rules }) => rules);
      assert.ok(rules.some(({ type }) => type === "alerting"), "there is no alert");
      assert.deepEqual(rules.filter(({ health }) => health === "err"), []);
      assert.match(await stack.dev("status"), /prometheus .*ready/);
      await stack.dev("down");
      await ends(stack);
    } finally {
      await stack.stop();
    }
  });
});
