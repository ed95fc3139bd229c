// The snippet of docs/delivery.md, as it stands there.

import { importSnippet } from "./snippet.mjs";

export const { follow } = await importSnippet("delivery.md", "follow");
