// For tests: loads a module in TypeScript.

import { build } from "esbuild";
import { fileURLToPath } from "node:url";

// `url` is that of a .ts or .tsx file.
export async function load(url) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(url)],
    bundle: true,
    write: false,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    jsx: "automatic",
    jsxImportSource: "preact",
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}
