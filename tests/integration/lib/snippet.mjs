// The code of a document, as it stands there.

import fs from "node:fs";

// The module of the block of `page` in docs/ that exports the function `name`.
export async function importSnippet(page, name) {
  const text = fs.readFileSync(new URL(`../../../docs/${page}`, import.meta.url), "utf8");
  const blocks = [...text.matchAll(/^```js\n(.*?)^```/gms)].map((match) => match[1]);
  const snippet = blocks.find((block) => block.includes(`export function ${name}(`));
  if (!snippet) throw new Error(`docs/${page} has no function ${name}`);
  return import(`data:text/javascript,${encodeURIComponent(snippet)}`);
}
