// The alerts of deploy/prometheus: their cases, their runbooks, and the names that both use.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import * as dashboards from "./lib/dashboards.mjs";
import {
  alerts,
  caseFiles,
  codeLines,
  expectations,
  metricsOf,
  recordsOf,
  root,
  rules,
  rulesFolder,
  runbooks,
} from "./lib/rules.mjs";
import { sharedStack } from "./lib/stack.mjs";

const run = promisify(execFile);
const stack = sharedStack();

const cases = expectations();
const names = () => [...new Set(alerts().map((rule) => rule.alert))].sort();

async function promtool(...args) {
  await run("promtool", args).catch((error) => assert.fail(`${error.stdout}${error.stderr}`));
}

test("Prometheus accepts the configuration and the rules", async () => {
  await promtool("check", "config", path.join(rulesFolder, "../prometheus.yaml"));
});

for (const { name, file } of caseFiles()) {
  test(`the alerts fire as tests/alerts/${name} says`, () => promtool("test", "rules", file));
}

test("each alert has a case that fires and one that does not", () => {
  for (const name of names()) {
    const own = cases.filter((expectation) => expectation.alertname === name);
    assert.ok(own.some(({ exp_alerts }) => exp_alerts.length > 0), `${name} has no case that fires`);
    assert.ok(own.some(({ exp_alerts }) => exp_alerts.length === 0), `${name} has no case that does not fire`);
  }
  assert.deepEqual([...new Set(cases.map(({ alertname }) => alertname))].sort(), names());
});

test("each rule has an expected alert of its severity", () => {
  for (const rule of alerts()) {
    const fired = cases
      .filter(({ alertname }) => alertname === rule.alert)
      .flatMap(({ exp_alerts }) => exp_alerts);
    const { severity } = rule.labels;
    assert.ok(fired.some(({ exp_labels }) => exp_labels.severity === severity), `${rule.alert} ${severity}`);
  }
});

test("each alert has a severity, a summary, a description and the address of its runbook", () => {
  for (const { alert, labels, annotations } of alerts()) {
    assert.match(labels.severity, /^(critical|warning)$/, alert);
    assert.ok(annotations.summary.length > 20 && annotations.summary.length < 160, `${alert}: summary`);
    assert.match(annotations.description, /\.$/, `${alert}: description`);
    assert.equal(annotations.runbook_url, `{{ $externalLabels.runbooks }}/${alert}.md`);
  }
});

test("each expected text of an alert has the values of its labels", () => {
  for (const { alertname, exp_alerts } of cases) {
    for (const { exp_labels, exp_annotations } of exp_alerts) {
      const { severity, job, process, objective, ...parties } = exp_labels;
      for (const [label, value] of Object.entries(parties)) {
        assert.ok(exp_annotations.summary.includes(value), `${alertname} hides its ${label}`);
      }
    }
  }
});

test("each alert has a runbook in the one form, and each runbook an alert", () => {
  assert.deepEqual(runbooks().map(({ name }) => name).sort(), names());
  for (const { name, text } of runbooks()) {
    const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading);
    assert.deepEqual(headings, [name, "Meaning", "Look", "Act", "End"], name);
    assert.ok(codeLines(text, "promql").length > 0, `${name} has no expression`);
    assert.match(text, /^\| evidence \| cause \| remedy \|$/m, name);
  }
});

// A metric that only some installations have is in the page as well.
test("each metric of a rule, dashboard or runbook is one of docs/metrics.md", () => {
  const known = new Set(fs.readFileSync(path.join(root, "docs/metrics.md"), "utf8").match(/\b(lossy|process)_[a-z0-9_]+/g));
  const recorded = new Set(rules().map((rule) => rule.record).filter(Boolean));
  const expressions = [
    ...rules().map((rule) => [rule.alert ?? rule.record, rule.expr]),
    ...runbooks().map(({ name, text }) => [name, codeLines(text, "promql").join("\n")]),
    ...dashboards.expressions().map(({ title, expr }) => [title, expr]),
  ];
  for (const [place, expression] of expressions) {
    for (const name of metricsOf(expression)) assert.ok(known.has(name), `${place} names ${name}`);
    for (const name of recordsOf(expression)) assert.ok(recorded.has(name), `${place} names ${name}`);
  }
});

// The help has a command a line: two blanks, its name, and its purpose.
const commandsOf = (help) =>
  new Set([...help.matchAll(/^ {2}([a-z]+(?: [a-z]+)?) {2,}\S/gm)].map(([, name]) => name));

test("each command of a runbook is one of lossyctl or ./dev", async () => {
  const commands = commandsOf(await stack.dev("ctl", "help"));
  const dev = await stack.dev("help");
  const readme = fs.readFileSync(path.join(root, "docs/runbooks/README.md"), "utf8");
  for (const { name, text } of [...runbooks(), { name: "README", text: readme }]) {
    for (const [, first, second] of text.matchAll(/\blossyctl ([a-z]+)(?: ([a-z]+))?/g)) {
      assert.ok(commands.has(first) || commands.has(`${first} ${second}`), `${name} names lossyctl ${first}`);
    }
    for (const [, command] of text.matchAll(/\.\/dev ([a-z-]+)/g)) {
      assert.match(dev, new RegExp(`^\\./dev ${command}\\b`, "m"), `${name} names ./dev ${command}`);
    }
  }
});
