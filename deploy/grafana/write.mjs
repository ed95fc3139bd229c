// Writes the dashboards of src/ as Grafana reads them.
//
//   node write.mjs [FOLDER]      default: dashboards/

import fs from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));

// One member a line, and of the panels one panel a line: a change of a panel is a change of a line.
function format(dashboard) {
  const { panels, ...members } = dashboard;
  const lines = Object.entries(members).map(([name, value]) => ` ${JSON.stringify(name)}: ${JSON.stringify(value)},`);
  const rows = panels.map((panel) => `  ${JSON.stringify(panel)}`).join(",\n");
  return `{\n${lines.join("\n")}\n "panels": [\n${rows}\n ]\n}\n`;
}

// The files, as {name, text}.
export async function render() {
  const sources = fs.readdirSync(path.join(here, "src")).sort();
  return Promise.all(
    sources.map(async (source) => {
      const module = await import(pathToFileURL(path.join(here, "src", source)));
      return { name: source.replace(".mjs", ".json"), text: format(module.default) };
    }),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2] ?? path.join(here, "dashboards");
  for (const { name, text } of await render()) fs.writeFileSync(path.join(folder, name), text);
}
