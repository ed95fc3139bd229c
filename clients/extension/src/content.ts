// Finds the video of a page, marks its notes, and tells the engine where it plays.

import { PageLink } from "./page/page_link.js";

const link = new PageLink();

// A script of an extension that was updated starts beside the one that the former left behind.
const START = "lossy-content-starts";
document.dispatchEvent(new CustomEvent(START));
document.addEventListener(START, () => link.close(), { once: true });
