import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { load } from "../../ui/test/lib/load.mjs";

const { mainOf } = await load(new URL("../src/page/main_video.ts", import.meta.url));

const SCREEN = 1280 * 720;
const video = (name, area, rest = {}) => ({ name, area, playing: false, named: false, followed: false, ...rest });
const main = (...candidates) => mainOf(candidates)?.name ?? null;

describe("the main video of a page", () => {
  test("is the largest", () => {
    assert.equal(main(video("small", SCREEN / 4), video("large", SCREEN)), "large");
  });

  test("is one that plays before one that does not, unless that is much larger", () => {
    assert.equal(main(video("still", SCREEN), video("plays", SCREEN / 2, { playing: true })), "plays");
    assert.equal(main(video("still", SCREEN), video("advertisement", SCREEN / 10, { playing: true })), "still");
  });

  test("is where the platform has its videos, whatever else plays", () => {
    const other = video("other", SCREEN, { playing: true });
    assert.equal(main(other, video("the platform's", SCREEN / 3, { named: true })), "the platform's");
  });

  test("stays while another is about as large", () => {
    assert.equal(main(video("new", SCREEN * 1.2), video("former", SCREEN, { followed: true })), "former");
    assert.equal(main(video("new", SCREEN * 2), video("former", SCREEN, { followed: true })), "new");
  });

  test("is none among hidden ones and previews", () => {
    assert.equal(main(video("hidden", 0, { playing: true }), video("preview", 120 * 60, { named: true })), null);
    assert.equal(main(), null);
  });
});
