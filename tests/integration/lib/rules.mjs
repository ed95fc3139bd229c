// The alert rules, as promtool reads them, and the names in an expression.

import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

export const root = fileURLToPath(new URL("../../..", import.meta.url));
export const rulesFolder = path.join(root, "deploy/prometheus/rules");
export const casesFolder = path.join(root, "tests/alerts");
export const runbooksFolder = path.join(root, "docs/runbooks");

const readFolder = (folder, ending) =>
  fs
    .readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => ({ name, file: path.join(folder, name), text: fs.readFileSync(path.join(folder, name), "utf8") }));

const yamlFiles = (folder) => readFolder(folder, ".yaml").map((entry) => ({ ...entry, yaml: parse(entry.text) }));

// All rules, recorded ones as well.
export const rules = () => yamlFiles(rulesFolder).flatMap(({ yaml }) => yaml.groups.flatMap((group) => group.rules));

export const alerts = () => rules().filter((rule) => rule.alert);

export const caseFiles = () => yamlFiles(casesFolder);

// Each expectation of a case about an alert: {alertname, exp_alerts}.
export const expectations = () =>
  caseFiles().flatMap(({ yaml }) => yaml.tests.flatMap((test) => test.alert_rule_test));

// The pages of the alerts, without the page about all of them.
export const runbooks = () =>
  readFolder(runbooksFolder, ".md")
    .filter(({ name }) => name !== "README.md")
    .map(({ name, text }) => ({ name: name.replace(".md", ""), text }));

// The lines of the blocks of a language in a document.
export function codeLines(text, language) {
  const blocks = text.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "gs"));
  return [...blocks].flatMap(([, block]) => block.trim().split("\n"));
}

// The metrics that an expression names; a part of a histogram has the name of the histogram.
export const metricsOf = (expression) =>
  [...expression.matchAll(/\b(?:lossy|process)_[a-z0-9_]+(?![a-z0-9_]*")/g)].map(([name]) =>
    name.replace(/_seconds_(bucket|count|sum)$/, "_seconds").replace(/_events_(bucket|count|sum)$/, "_events"),
  );

// The rules that an expression names.
export const recordsOf = (expression) => [...expression.matchAll(/\blossy:[a-z0-9_:]+/g)].map(([name]) => name);
