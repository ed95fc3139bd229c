// Panels of dashboards, as Grafana reads them.

const SOURCE = { type: "prometheus", uid: "${datasource}" };

// In an expression, @ stands for the processes that the reader has selected.
const SELECTED = 'job=~"$job",instance=~"$instance"';

// A query and the template of its legend.
export const query = (expr, legend = "{{instance}}") => ({ expr: expr.replaceAll("@", SELECTED), legend });

// The rate of a counter, summed by labels.
export const rate = (metric, by, legend = by.split(", ").map((label) => `{{${label}}}`).join(" "), where = "") =>
  query(`sum by (${by}) (rate(${metric}{@${where && `,${where}`}}[$__rate_interval]))`, legend);

// The same for a counter that has no series before its first event.
export const rareRate = (...args) => {
  const { expr, legend } = rate(...args);
  return { expr: `${expr} or on () vector(0)`, legend };
};

// The same for a counter with many series that stay at 0: it shows those that rise.
export const risingRate = (...args) => {
  const { expr, legend } = rate(...args);
  return { expr: `${expr} > 0 or on () vector(0)`, legend };
};

// A quantile of a histogram, by labels.
export const quantile = (q, metric, by = "", where = "") => {
  const labels = by.split(", ").filter(Boolean);
  const legend = [...labels.map((label) => `{{${label}}}`), `${q * 100} %`].join(" ");
  const grouping = ["le", ...labels].join(", ");
  const selected = `{@${where && `,${where}`}}`;
  return query(`histogram_quantile(${q}, sum by (${grouping}) (rate(${metric}_bucket${selected}[$__rate_interval])))`, legend);
};

export const gauge = (metric, by = "instance", where = "") =>
  query(
    `sum by (${by}) (${metric}{@${where && `,${where}`}})`,
    by.split(", ").map((label) => `{{${label}}}`).join(" "),
  );

const COLORS = ["green", "orange", "red"];

// [1, 5]: green below 1, orange below 5, then red. An empty list: green.
function thresholds(limits) {
  const steps = [null, ...limits].map((value, index) => ({ color: COLORS[index], value }));
  return { mode: "absolute", steps };
}

const targets = (queries, instant) =>
  queries.map(({ expr, legend }, index) => ({
    datasource: SOURCE,
    refId: String.fromCharCode(65 + index),
    expr,
    legendFormat: legend,
    ...(instant ? { instant: true, range: false, format: "table" } : { range: true }),
  }));

const base = (type, title, unit, description, queries, limits, instant) => ({
  type,
  title,
  description,
  datasource: SOURCE,
  fieldConfig: { defaults: { unit, thresholds: thresholds(limits) }, overrides: [] },
  targets: targets(queries, instant),
});

// Lines over time. `limits` are drawn as lines.
export function graph(title, unit, description, queries, limits = []) {
  const panel = base("timeseries", title, unit, description, queries, limits);
  panel.fieldConfig.defaults.min = 0;
  panel.fieldConfig.defaults.custom = {
    fillOpacity: 8,
    showPoints: "never",
    thresholdsStyle: { mode: limits.length > 0 ? "dashed" : "off" },
  };
  panel.options = {
    legend: { displayMode: "table", placement: "bottom", calcs: ["lastNotNull", "max"] },
    tooltip: { mode: "multi", sort: "desc" },
  };
  return { panel, width: 8, height: 8 };
}

// One number, colored by `limits`.
export function stat(title, unit, description, oneQuery, limits = []) {
  const panel = base("stat", title, unit, description, [oneQuery], limits);
  panel.options = { colorMode: "value", graphMode: "area", reduceOptions: { calcs: ["lastNotNull"] } };
  return { panel, width: 4, height: 4 };
}

// The newest value of each series, one a row.
export function table(title, unit, description, oneQuery, limits = []) {
  const panel = base("table", title, unit, description, [oneQuery], limits, true);
  panel.options = { showHeader: true };
  panel.transformations = [{ id: "organize", options: { excludeByName: { Time: true } } }];
  return { panel, width: 24, height: 8 };
}
