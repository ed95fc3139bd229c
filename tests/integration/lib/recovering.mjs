// The snippet of docs/delivery.md, as it stands there.

import fs from "node:fs";

const page = fs.readFileSync(new URL("../../../docs/delivery.md", import.meta.url), "utf8");
const [, snippet] = page.match(/```js\n(.*?)```/s);

export const { follow } = await import(`data:text/javascript,${encodeURIComponent(snippet)}`);
