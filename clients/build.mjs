// Makes the studio: the files that the edge serves with --site.
//
//   node clients/build.mjs FOLDER      writes them, each with its compressed form
//   node clients/build.mjs --check     checks the types alone

import { build } from "esbuild";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import zlib from "node:zlib";

const here = path.dirname(fileURLToPath(import.meta.url));
const studio = path.join(here, "studio");

function checkTypes() {
  const compiler = path.join(here, "../node_modules/typescript/bin/tsc");
  execFileSync(process.execPath, [compiler, "-p", studio], { stdio: "inherit" });
}

// The names of the files that `folder` then has, without the compressed ones.
export async function buildStudio(folder) {
  fs.mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: { studio: path.join(studio, "src/main.tsx") },
    outdir: folder,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    logLevel: "warning",
  });
  await build({
    stdin: { contents: '@import "./ui/ui.css"; @import "./studio/studio.css";', loader: "css", resolveDir: here },
    outfile: path.join(folder, "studio.css"),
    bundle: true,
    minify: true,
    logLevel: "warning",
  });
  fs.copyFileSync(path.join(studio, "index.html"), path.join(folder, "index.html"));
  // An operator's own settings stay.
  const settings = path.join(folder, "site.json");
  if (!fs.existsSync(settings)) fs.copyFileSync(path.join(studio, "site.json"), settings);
  const names = ["index.html", "studio.js", "studio.css"];
  for (const name of names) {
    const file = path.join(folder, name);
    fs.writeFileSync(`${file}.gz`, zlib.gzipSync(fs.readFileSync(file), { level: 9 }));
  }
  return [...names, "site.json"];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [target] = process.argv.slice(2);
  if (!target) throw new Error("usage: build.mjs FOLDER | --check");
  if (target === "--check") checkTypes();
  else await buildStudio(path.resolve(target));
}
