// The snippet of docs/recording.md, as it stands there.

import fs from "node:fs";

const page = fs.readFileSync(new URL("../../../docs/recording.md", import.meta.url), "utf8");
const [, snippet] = page.match(/```js\n(.*?)```/s);

export const { record } = await import(`data:text/javascript,${encodeURIComponent(snippet)}`);
