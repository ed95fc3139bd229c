import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { load } from "../../ui/test/lib/load.mjs";

const { PLATFORM_PATTERNS, targetOf } = await load(new URL("../src/queue/queued_target.ts", import.meta.url));

const VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ";

describe("a click on the context menu", () => {
  test("on a link means the video of the link, and not that of the page", () => {
    const click = { linkUrl: VIDEO, linkText: " First cut ", pageUrl: "https://vimeo.com/76979871" };
    const target = { platform: "youtube", external_id: "dQw4w9WgXcQ", url: VIDEO, title: "First cut" };
    assert.deepEqual(targetOf(click, "Vimeo"), target);
    assert.equal(targetOf({ ...click, linkText: undefined }, "Vimeo").title, "");
  });

  test("on a video in a frame means the page of the frame", () => {
    const click = { frameUrl: "https://player.vimeo.com/video/76979871", pageUrl: "https://example.org/blog" };
    const { platform, external_id, title } = targetOf(click, "A blog");
    assert.deepEqual([platform, external_id, title], ["vimeo", "76979871", "A blog"]);
  });

  test("on any page means that page", () => {
    const pageUrl = "https://example.org/cut.html";
    assert.deepEqual(targetOf({ pageUrl }, "Cut"), { platform: "generic", external_id: pageUrl, url: pageUrl, title: "Cut" });
  });

  test("on what has no address of the web means nothing", () => {
    assert.equal(targetOf({ linkUrl: "mailto:ana@example.org" }, ""), null);
    assert.equal(targetOf({}, ""), null);
  });

  test("is offered for the links of every platform", () => {
    for (const pattern of ["*://youtu.be/*", "*://*.vimeo.com/*", "*://*.frame.io/*"]) {
      assert.ok(PLATFORM_PATTERNS.includes(pattern), pattern);
    }
  });
});
