// The dashboards of deploy/grafana, and their expressions as Grafana sends them.

import fs from "node:fs";
import path from "node:path";
import { root } from "./rules.mjs";

export const folder = path.join(root, "deploy/grafana/dashboards");

export const dashboards = () =>
  fs
    .readdirSync(folder)
    .sort()
    .map((name) => ({ name, dashboard: JSON.parse(fs.readFileSync(path.join(folder, name), "utf8")) }));

const VARIABLES = { $__rate_interval: "30s", $job: ".*", $instance: ".*" };

const substitute = (expr) =>
  Object.entries(VARIABLES).reduce((text, [name, value]) => text.replaceAll(name, value), expr);

// One entry {title, expr} for each query of each panel.
export const expressions = () =>
  dashboards().flatMap(({ name, dashboard }) =>
    dashboard.panels.flatMap(({ title, targets }) =>
      targets.map(({ expr }) => ({ title: `${name}, ${title}`, expr: substitute(expr) })),
    ),
  );
