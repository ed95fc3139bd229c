// Finds the video of a page, marks its notes, and tells the engine where it plays.

import { PageLink } from "./page/page_link.js";

new PageLink();
