// The snippet of docs/recording.md, as it stands there.

import { importSnippet } from "./snippet.mjs";

export const { record } = await importSnippet("recording.md", "record");
