// The client as one module, made from its source.

import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL("../../src/index.ts", import.meta.url))],
  bundle: true,
  format: "esm",
  platform: "neutral",
  mainFields: ["module", "main"],
  write: false,
});

// The text of the module, for a page.
export const lossyModule = outputFiles[0].text;

// Its exports.
export const lossy = await import(`data:text/javascript,${encodeURIComponent(lossyModule)}`);
