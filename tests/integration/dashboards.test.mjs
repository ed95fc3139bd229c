// The dashboards and alerts with a real Prometheus that scrapes a whole Lossy under load.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { render } from "../../deploy/grafana/write.mjs";
import { closeClients } from "./lib/client.mjs";
import { dashboards, expressions, folder } from "./lib/dashboards.mjs";
import { FakeOpenAiServer } from "./lib/fake_openai_server.mjs";
import { Prometheus } from "./lib/prometheus.mjs";
import { codeLines, runbooks } from "./lib/rules.mjs";
import { startStack } from "./lib/stack.mjs";
import { VariedLoad } from "./lib/varied_load.mjs";
import { until } from "./lib/wait.mjs";

const DATA_WITHIN_MS = 300_000;

// A machine that is too slow for the load raises these rightly.
const SLOWNESS = [
  "DeliveryLate",
  "JoinObjectiveBurns",
  "LogAppendSlow",
  "ModelSlow",
  "NoteObjectiveBurns",
  "OutboxLag",
  "QueueOld",
  "UpstreamSlow",
];

let fakeServer, stack, prometheus, load;
before(async () => {
  fakeServer = await FakeOpenAiServer.start();
  const env = {
    LOSSY_OPENAI_BASE_URL: fakeServer.baseUrl,
    LOSSY_OPENAI_API_KEY: "test",
    // The load is one user who never pauses.
    LOSSY_STRUCTURING_PER_MINUTE: "0",
    // The embedded recogniser has metrics, too.
    LOSSY_OPENAI_TRANSCRIPTION_MODEL: "",
  };
  stack = await startStack(env, "--replicas=2");
  prometheus = await Prometheus.start(stack, 2);
  load = await VariedLoad.start(stack, ["edge", "edge-2"]);
});
after(async () => {
  await load?.stop();
  await closeClients();
  await prometheus?.stop();
  await stack?.stop();
  fakeServer?.stop();
});

test("the dashboards are those that deploy/grafana/write.mjs writes", async () => {
  const rendered = await render();
  assert.deepEqual(fs.readdirSync(folder).sort(), rendered.map(({ name }) => name));
  for (const { name, text } of rendered) {
    assert.equal(fs.readFileSync(path.join(folder, name), "utf8"), text, `node deploy/grafana/write.mjs renews ${name}`);
  }
});

test("each panel has a title of its own, a description, a unit and a place", () => {
  for (const { name, dashboard } of dashboards()) {
    const titles = dashboard.panels.map(({ title, type }) => `${type} ${title}`);
    assert.equal(new Set(titles).size, titles.length, name);
    for (const { title, description, fieldConfig, gridPos } of dashboard.panels) {
      assert.match(description, /\.$/, `${name}, ${title}`);
      assert.ok(fieldConfig.defaults.unit, `${name}, ${title}`);
      assert.ok(gridPos.x + gridPos.w <= 24, `${name}, ${title}`);
    }
  }
});

test("each expression of each panel returns data", async () => {
  const missing = new Map(expressions().map(({ title, expr }) => [`${title}: ${expr}`, expr]));
  const isComplete = async () => {
    for (const [title, expr] of missing) {
      const samples = await prometheus.query(expr);
      if (samples.some(({ value }) => Number.isFinite(value))) missing.delete(title);
    }
    return missing.size === 0;
  };
  await until("data", isComplete, DATA_WITHIN_MS).catch(() => assert.deepEqual([...missing.keys()], []));
});

test("each expression of a runbook is valid", async () => {
  for (const { name, text } of runbooks()) {
    for (const expr of codeLines(text, "promql")) {
      await prometheus.query(expr).catch((error) => assert.fail(`${name}: ${error.message}`));
    }
  }
});

test("Prometheus evaluates each rule, and no alert fires while all is well", async () => {
  const evaluated = async () => (await prometheus.rules()).every(({ health }) => health !== "unknown");
  await until("each rule to be evaluated", evaluated, 120_000);
  for (const { name, health, lastError } of await prometheus.rules()) assert.equal(health, "ok", `${name}: ${lastError}`);
  const firing = (await prometheus.alerts()).filter(
    ({ state, labels }) => state === "firing" && !SLOWNESS.includes(labels.alertname),
  );
  assert.deepEqual(firing.map(({ annotations }) => annotations.summary), []);
});

test("an alert fires when its process hangs, and ends when it works again", async () => {
  const instance = "notes-2";
  const pid = stack.pid(instance);
  const isDown = async () =>
    (await prometheus.alerts()).some(
      ({ state, labels }) => state === "firing" && labels.alertname === "ProcessDown" && labels.instance === instance,
    );
  // Its writes would fail.
  await load.stop();
  process.kill(pid, "SIGSTOP");
  try {
    await until("ProcessDown to fire", isDown, 240_000);
  } finally {
    process.kill(pid, "SIGCONT");
  }
  await until("ProcessDown to end", async () => !(await isDown()), 120_000);
});
