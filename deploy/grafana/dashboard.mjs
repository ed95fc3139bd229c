// A dashboard, as Grafana reads it: its variables, and its panels from left to right and top to bottom.

const COLUMNS = 24;

function place(items) {
  let x = 0;
  let y = 0;
  let rowHeight = 0;
  return items.map(({ panel, width, height }, index) => {
    if (x + width > COLUMNS || (rowHeight > 0 && height !== rowHeight)) {
      y += rowHeight;
      x = 0;
      rowHeight = 0;
    }
    const gridPos = { x, y, w: width, h: height };
    x += width;
    rowHeight = height;
    return { id: index + 1, ...panel, gridPos };
  });
}

const variable = (name, label, metric) => ({
  name,
  label,
  type: "query",
  datasource: { type: "prometheus", uid: "${datasource}" },
  query: { query: metric, refId: name },
  refresh: 2,
  includeAll: true,
  allValue: ".*",
  multi: true,
  sort: 1,
  current: { selected: true, text: ["All"], value: ["$__all"] },
});

// `metric` is one that each process of the dashboard has. The variables list its jobs and instances.
export const dashboard = (uid, title, description, metric, items) => ({
  uid: `lossy-${uid}`,
  title: `Lossy: ${title}`,
  description,
  tags: ["lossy"],
  schemaVersion: 38,
  version: 1,
  editable: true,
  graphTooltip: 1,
  refresh: "30s",
  time: { from: "now-1h", to: "now" },
  timezone: "browser",
  links: [{ type: "dashboards", title: "Lossy", tags: ["lossy"], asDropdown: true, keepTime: true, includeVars: true }],
  annotations: {
    list: [
      {
        name: "Alerts",
        enable: true,
        iconColor: "red",
        datasource: { type: "prometheus", uid: "${datasource}" },
        expr: 'ALERTS{alertstate="firing"}',
        titleFormat: "{{alertname}}",
        textFormat: "{{instance}} {{service}} {{channel}} {{reason}}",
      },
    ],
  },
  templating: {
    list: [
      { name: "datasource", label: "Prometheus", type: "datasource", query: "prometheus" },
      variable("job", "Job", `label_values(${metric}, job)`),
      variable("instance", "Instance", `label_values(${metric}{job=~"$job"}, instance)`),
    ],
  },
  panels: place(items),
});
