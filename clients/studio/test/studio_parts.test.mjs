// The parts of the studio that need no browser.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { load } from "../../ui/test/lib/load.mjs";

const source = (name) => load(new URL(`../src/${name}.ts`, import.meta.url));
const { detectionOf, sourceOfLink, sourceOfVideo } = await source("video_source");

test("the types of all clients are right", { timeout: 300_000 }, async () => {
  const build = fileURLToPath(new URL("../../build.mjs", import.meta.url));
  await promisify(execFile)(process.execPath, [build, "--check"]);
});

describe("a link", () => {
  test("names a video of YouTube in each of its forms", () => {
    for (const link of [
      "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=3",
      "youtube.com/watch?v=dQw4w9WgXcQ",
      "https://youtu.be/dQw4w9WgXcQ?si=x",
      "https://m.youtube.com/shorts/dQw4w9WgXcQ",
      "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
    ]) {
      const found = sourceOfLink(link);
      assert.equal(found?.id, "dQw4w9WgXcQ", link);
      assert.equal(detectionOf(found).platform, "youtube");
    }
  });

  test("names a video of Vimeo", () => {
    for (const link of ["https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871?h=8"]) {
      assert.deepEqual(sourceOfLink(link), { kind: "vimeo", id: "76979871", url: "https://vimeo.com/76979871" });
    }
  });

  test("of anything else names nothing", () => {
    for (const link of [
      "", "dQw4w9WgXcQ", "https://example.com/watch?v=dQw4w9WgXcQ", "https://youtube.com.example/watch?v=dQw4w9WgXcQ",
      "javascript:alert(1)", "https://www.youtube.com/watch?v=%22onload%3D", "https://vimeo.com/about",
    ]) {
      assert.equal(sourceOfLink(link), null, link);
    }
  });
});

test("a video of the library opens as what it is", () => {
  const video = { platform: "generic", external_id: "lossy-sample", url: "", title: null };
  assert.equal(sourceOfVideo(video).kind, "sample");
  assert.equal(sourceOfVideo({ ...video, external_id: "file-1-00" }).kind, "absent");
  assert.equal(sourceOfVideo({ ...video, platform: "vimeo", external_id: "76979871" }).kind, "vimeo");
});
