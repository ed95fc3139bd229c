// The client as one module, made from its source. `lossy` has its exports.

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

async function importBundle() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lossy-client-"));
  const outfile = path.join(folder, "lossy.mjs");
  try {
    await build({
      entryPoints: [fileURLToPath(new URL("../../src/index.ts", import.meta.url))],
      bundle: true,
      format: "esm",
      platform: "neutral",
      mainFields: ["module", "main"],
      outfile,
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

export const lossy = await importBundle();
