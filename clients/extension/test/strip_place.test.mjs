import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { load } from "../../ui/test/lib/load.mjs";

const place = await load(new URL("../src/page/strip_place.ts", import.meta.url));

const box = (left, top, width, height) => ({ left, top, width, height });
const VIDEO = box(100, 50, 800, 450);

describe("the place of the markers", () => {
  test("is above the page's progress bar, as wide as that", () => {
    assert.deepEqual(place.aboveBar(box(112, 460, 776, 5)), box(112, 436, 776, 24));
  });

  test("is along the lower edge of a video without a bar, with the line below it", () => {
    assert.deepEqual(place.belowVideo(VIDEO, null), box(100, 480, 800, 24));
    assert.deepEqual(place.belowVideo(VIDEO, box(0, 0, 1000, 2000)), box(100, 480, 800, 24));
  });

  test("is within the box that cuts what leaves it", () => {
    assert.deepEqual(place.belowVideo(VIDEO, VIDEO), box(100, 476, 800, 24));
  });

  test("joins the markers that would touch", () => {
    assert.equal(place.gapOf(box(0, 0, 1200, 24)), 0.01);
    assert.equal(place.gapOf(box(0, 0, 0, 24)), 1);
  });
});

describe("a progress bar", () => {
  test("belongs to the video that it lies over, or just below", () => {
    assert.equal(place.isBarOf(VIDEO, box(112, 460, 776, 5)), true);
    assert.equal(place.isBarOf(VIDEO, box(100, 520, 800, 12)), true);
  });

  test("of another video, of the volume or of the page is none", () => {
    assert.equal(place.isBarOf(VIDEO, box(100, 900, 800, 12)), false);
    assert.equal(place.isBarOf(VIDEO, box(112, 460, 80, 5)), false);
    assert.equal(place.isBarOf(VIDEO, box(100, 50, 800, 5)), false);
    assert.equal(place.isBarOf(VIDEO, box(1000, 460, 776, 5)), false);
  });
});
