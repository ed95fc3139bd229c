// The snippets of docs/delivery.md, as they stand there.

import { importSnippet } from "./snippet.mjs";

export const { follow } = await importSnippet("delivery.md", "follow");
export const { load } = await importSnippet("delivery.md", "load");
