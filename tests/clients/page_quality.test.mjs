// The quality of the pages as tools measure it: accessibility, the keyboard, size, policy and first paint.

import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before, describe, test } from "node:test";
import { Browser, hasBrowser } from "../integration/lib/browser.mjs";
import { newUser } from "../integration/lib/client.mjs";
import { sharedStack } from "../integration/lib/stack.mjs";
import { until } from "../integration/lib/wait.mjs";
import { excessWidth, firstPaint, focusIsVisible, foreignLoads, PHONE, problemsOf } from "./page_quality.mjs";
import { STUDIO, StudioWindow, WATCH } from "./studio_window.mjs";

const MAX_COMPRESSED_BYTES = 150 * 1024;
const MAX_TABS = 30;

// The reference has a part for each event and type, by one pattern. The first parts of each group stand for all,
// because axe takes minutes for thousands of cells.
const SHORTEN = `(() => {
  let parts = 0;
  for (const element of document.querySelectorAll("main > *")) {
    if (element.matches("h2")) parts = 0;
    if (element.matches("h3")) parts += 1;
    if (parts > 3) element.remove();
  }
})()`;

describe("the quality of the pages", { skip: !hasBrowser() && "there is no Chromium", timeout: 600_000 }, () => {
  const reports = [];
  const stack = sharedStack();
  let browser, studio;

  const open = (path) => browser.open(stack.url(path), (report) => reports.push(report), WATCH + STUDIO);
  const shows = (selector) =>
    until(selector, () => studio.evaluate(`Boolean(document.querySelector(${JSON.stringify(selector)}))`));
  const focused = (selector) => studio.evaluate(`document.activeElement?.matches(${JSON.stringify(selector)}) ?? false`);

  // Presses Tab until the element has the keyboard, which a person can see at each step.
  async function tabTo(selector) {
    for (let tabs = 0; !(await focused(selector)); ++tabs) {
      assert.ok(tabs < MAX_TABS, `${selector} cannot be reached by Tab`);
      await studio.page.press("Tab");
      const element = await studio.evaluate(`document.activeElement.outerHTML.slice(0, 200)`);
      assert.ok(await focusIsVisible(studio.page), `the focus is invisible on ${element}`);
    }
  }

  before(async () => {
    browser = await Browser.launch();
    studio = new StudioWindow(await open("/"));
  });
  after(async () => {
    await browser?.close();
  });

  test("the door has no problem", async () => {
    await shows("#name");
    assert.deepEqual(await problemsOf(studio.page, "door"), []);
  });

  test("the keyboard alone leads from the door to a note", async () => {
    await tabTo("#name");
    await studio.evaluate(`document.activeElement.select()`);
    await studio.page.type(newUser());
    await studio.page.press("Enter");
    await shows(".start");
    await tabTo(".start button.main");
    await studio.page.press("Enter");
    await studio.ready();
    await studio.page.press("n");
    await until("the field for a note", () => focused(".draft input"));
    await studio.page.type("Shorten the pause");
    await studio.page.press("Enter");
    await until("the note", async () => (await studio.texts()).includes("Shorten the pause"));
    await tabTo(".export");
  });

  const SCREENS = [
    ["a review", async () => shows(".note")],
    ["an editor of a note", async () => {
      await studio.tool("Shorten the pause", "Edit");
      await studio.fill(".note-end-input", "soon");
      await studio.clickText("Save");
      await shows(".note-editor .refusal");
    }],
    ["the form for timecode", async () => {
      await studio.clickText("Cancel");
      await studio.clickText("Timecode");
      await studio.clickText("Save");
      await shows(".timecode-form .refusal");
    }],
    ["a failure", async () => {
      await studio.clickText("Cancel");
      await studio.tool("Shorten the pause", "Refine");
      await shows(".problem");
    }],
    ["the help", async () => {
      await studio.clickText("Close");
      await studio.evaluate(`document.activeElement.blur()`);
      await studio.page.press("?");
      await shows("dialog[open]");
    }],
    ["the library", async () => {
      await studio.clickText("Close");
      await studio.clickText("Library");
      await shows(".videos li");
    }],
    ["the start with a refused link", async () => {
      await studio.clickText("New review");
      await studio.fill("#link", "nothing");
      await studio.clickText("Open");
      await shows("#link-problem");
    }],
    ["a file that is not in this window", async () => {
      const bytes = fs.readFileSync(new URL("../recorders/testdata/chromium_video.webm", import.meta.url));
      await studio.chooseFile("take.webm", "video/webm", bytes.toString("base64"));
      await studio.ready();
      await studio.clickText("Library");
      await studio.clickText("take.webm");
      await shows(".absent");
    }],
  ];
  for (const [name, reach] of SCREENS) {
    test(`${name} has no problem, on a light telephone and on a dark desk`, async () => {
      await reach();
      assert.deepEqual(await problemsOf(studio.page, name), []);
    });
  }

  for (const path of ["/about", "/play", "/docs"]) {
    test(`the edge's page ${path} has no problem`, async () => {
      const page = await open(path);
      await until("the page", () => page.evaluate(`document.readyState === "complete"`));
      await page.resize(...PHONE);
      assert.equal(await excessWidth(page), 0);
      await page.evaluate(SHORTEN);
      assert.deepEqual(await problemsOf(page, path), []);
      assert.deepEqual(await foreignLoads(page), []);
    });
  }

  test("the studio is small, and no page loads from another host or breaks its policy", async (t) => {
    assert.deepEqual(await foreignLoads(studio.page), []);
    let bytes = 0;
    for (const name of ["/", "/studio.js", "/studio.css"]) {
      const response = await fetch(stack.url(name), { headers: { "accept-encoding": "gzip" } });
      assert.equal(response.headers.get("content-encoding"), "gzip", name);
      const length = Number(response.headers.get("content-length"));
      t.diagnostic(`${name}: ${length} bytes compressed`);
      bytes += length;
    }
    assert.ok(bytes <= MAX_COMPRESSED_BYTES, `${bytes} bytes`);
    const policy = (await fetch(stack.url("/"))).headers.get("content-security-policy");
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe/);
    assert.deepEqual(reports, []);
  });

  test("the browser measures the first paint", async (t) => {
    const milliseconds = await firstPaint(studio.page);
    assert.ok(milliseconds > 0);
    t.diagnostic(`first contentful paint: ${milliseconds.toFixed(0)} ms`);
  });
});
