// Makes the clients for browsers.
//
//   node clients/build.mjs FOLDER              writes the studio, the files that the edge serves with
//                                              --site, each with its compressed form
//   node clients/build.mjs --console FOLDER    writes the console of operators, likewise
//   node clients/build.mjs --extension FOLDER  writes the extension, to FOLDER/chrome and FOLDER/firefox
//   node clients/build.mjs --check             checks the types alone

import { build } from "esbuild";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import zlib from "node:zlib";

const here = path.dirname(fileURLToPath(import.meta.url));
const studio = path.join(here, "studio");
const extension = path.join(here, "extension");
const operators = path.join(here, "console");

// A script of the audio thread (clients/voice/src/level_meter.ts).
const LEVEL_WORKLET = path.join(here, "voice/src/level_worklet.ts");

const BUNDLE = {
  bundle: true,
  minify: true,
  target: "es2022",
  jsx: "automatic",
  jsxImportSource: "preact",
  legalComments: "none",
  logLevel: "warning",
};

function checkTypes() {
  const compiler = path.join(here, "../node_modules/typescript/bin/tsc");
  for (const project of [studio, extension, operators]) {
    execFileSync(process.execPath, [compiler, "-p", project], { stdio: "inherit" });
  }
}

// Writes one style sheet of those at `paths`, which are below clients/.
async function buildStyles(file, ...paths) {
  const contents = paths.map((each) => `@import "./${each}";`).join("");
  await build({ ...BUNDLE, stdin: { contents, loader: "css", resolveDir: here }, outfile: file });
}

// The names of the files that `folder` then has, without the compressed ones.
export async function buildStudio(folder) {
  fs.mkdirSync(folder, { recursive: true });
  const entryPoints = { studio: path.join(studio, "src/main.tsx"), level_worklet: LEVEL_WORKLET };
  await build({ ...BUNDLE, entryPoints, outdir: folder, format: "esm" });
  await buildStyles(path.join(folder, "studio.css"), "ui/ui.css", "studio/studio.css");
  fs.copyFileSync(path.join(studio, "index.html"), path.join(folder, "index.html"));
  // An operator's own settings stay.
  const settings = path.join(folder, "site.json");
  if (!fs.existsSync(settings)) fs.copyFileSync(path.join(studio, "site.json"), settings);
  const names = ["index.html", "studio.js", "level_worklet.js", "studio.css"];
  compress(folder, names);
  return [...names, "site.json"];
}

// As buildStudio, for the page of operators.
export async function buildConsole(folder) {
  fs.mkdirSync(folder, { recursive: true });
  const entryPoints = { console: path.join(operators, "src/main.tsx") };
  await build({ ...BUNDLE, entryPoints, outdir: folder, format: "esm" });
  await buildStyles(path.join(folder, "console.css"), "ui/ui.css", "console/console.css");
  fs.copyFileSync(path.join(operators, "index.html"), path.join(folder, "index.html"));
  const names = ["index.html", "console.js", "console.css"];
  compress(folder, names);
  return names;
}

// Writes the compressed form of each file beside it.
function compress(folder, names) {
  for (const name of names) {
    const file = path.join(folder, name);
    fs.writeFileSync(`${file}.gz`, zlib.gzipSync(fs.readFileSync(file), { level: 9 }));
  }
}

// The manifest of a browser: the common one, and what this browser has besides.
function manifestOf(browser) {
  const read = (name) => JSON.parse(fs.readFileSync(path.join(extension, `manifest/${name}.json`)));
  const [common, own] = [read("common"), read(browser)];
  return { ...common, ...own, permissions: [...common.permissions, ...(own.permissions ?? [])] };
}

// Scripts of pages are modules; a content script cannot be one.
const EXTENSION_MODULES = ["worker.ts", "engine.ts", "panel.tsx", "options.tsx", "microphone.ts"];

async function buildExtensionFor(browser, folder) {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const source = (name) => path.join(extension, "src", name);
  const bundle = { ...BUNDLE, outdir: folder };
  await build({ ...bundle, entryPoints: EXTENSION_MODULES.map(source), format: "esm" });
  await build({ ...bundle, entryPoints: [LEVEL_WORKLET], format: "esm" });
  const loader = { ".css": "text" };
  await build({ ...bundle, entryPoints: [source("content.ts")], format: "iife", loader });
  await buildStyles(path.join(folder, "extension.css"), "ui/ui.css", "extension/extension.css");
  fs.writeFileSync(path.join(folder, "manifest.json"), JSON.stringify(manifestOf(browser), null, 2));
  for (const name of fs.readdirSync(extension)) {
    if (/\.(html|png|svg)$/.test(name)) fs.copyFileSync(path.join(extension, name), path.join(folder, name));
  }
}

// Writes the unpacked extension of each browser to a folder of its own in `folder`.
export async function buildExtension(folder) {
  for (const browser of ["chrome", "firefox"]) await buildExtensionFor(browser, path.join(folder, browser));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [first, second] = process.argv.slice(2);
  if (!first || (["--extension", "--console"].includes(first) && !second)) {
    throw new Error("usage: build.mjs FOLDER | --console FOLDER | --extension FOLDER | --check");
  }
  if (first === "--check") checkTypes();
  else if (first === "--extension") await buildExtension(path.resolve(second));
  else if (first === "--console") await buildConsole(path.resolve(second));
  else await buildStudio(path.resolve(first));
}
