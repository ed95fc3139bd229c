import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { load } from "../../ui/test/lib/load.mjs";

const { elementsOf, sourceOf, sourceOfPage } = await load(new URL("../src/platforms.ts", import.meta.url));

// The URLs that the video service's test has as well. "claimed" stands for a URL that names no video.
const shapes = fs
  .readFileSync(new URL("../../../services/video/testdata/platform_urls.tsv", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line && !line.startsWith("#"))
  .map((line) => line.split("\t"));

test("a URL names the same video for the extension as for the video service", () => {
  assert.ok(shapes.length >= 100);
  for (const [platform, externalId, url] of shapes) {
    const expected = externalId === "claimed" ? null : { platform, externalId };
    assert.deepEqual(sourceOf(url), expected, url);
  }
});

test("any other page is the video's name itself, without the fragment", () => {
  const url = "https://example.org/clips/cut.mp4?take=2";
  assert.deepEqual(sourceOfPage(`${url}#t=3`), { platform: "generic", externalId: url });
  assert.deepEqual(sourceOfPage("https://youtu.be/dQw4w9WgXcQ"), { platform: "youtube", externalId: "dQw4w9WgXcQ" });
});

test("a link within a link ends, however long it is", () => {
  const link = "https://youtube.com/?u=".repeat(200);
  assert.equal(sourceOf(link), null);
  assert.equal(sourceOf("https://youtube.com/?u=/?u=/?u=/"), null);
});

test("what is no page of the web names nothing", () => {
  for (const url of ["", "about:blank", "ftp://youtube.com/watch?v=dQw4w9WgXcQ", "javascript:alert(1)", "//"]) {
    assert.equal(sourceOf(url), null, url);
  }
});

test("a platform names the elements of its pages, and of any page those of usual players are known", () => {
  assert.match(elementsOf("https://example.org/cut").bar, /vjs-progress-holder/);
  assert.equal(elementsOf("https://example.org/cut").video, undefined);
  assert.match(elementsOf("https://www.youtube.com/watch?v=dQw4w9WgXcQ").bar, /ytp-progress-bar/);
  assert.match(elementsOf("https://vimeo.com/76979871").video, /video/);
  assert.match(elementsOf("https://next.frame.io/project/1/view/2").title, /asset-name/);
});
