// The studio with videos of YouTube and Vimeo, whose embedded players it asks by messages.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Browser, hasBrowser } from "../integration/lib/browser.mjs";
import { newUser } from "../integration/lib/client.mjs";
import { sharedStack } from "../integration/lib/stack.mjs";
import { until } from "../integration/lib/wait.mjs";
import { FakePlayers } from "./fake_players.mjs";
import { STUDIO, StudioWindow, WATCH } from "./studio_window.mjs";

const LINKS = [
  {
    platform: "youtube",
    link: "https://youtu.be/dQw4w9WgXcQ?si=x",
    shown: "youtube.com/watch?v=dQw4w9WgXcQ",
    player: /^www\.youtube-nocookie\.com\/embed\/dQw4w9WgXcQ\?/,
  },
  {
    platform: "vimeo",
    link: "vimeo.com/76979871",
    shown: "vimeo.com/76979871",
    player: /^player\.vimeo\.com\/video\/76979871\?/,
  },
];

describe("a link", { skip: !hasBrowser() && "there is no Chromium", timeout: 180_000 }, () => {
  const reports = [];
  let stack, players, browser, window;

  before(async () => {
    players = await FakePlayers.start();
    stack = sharedStack();
    browser = await Browser.launch(...players.flags());
    window = new StudioWindow(await browser.open(stack.url("/"), (report) => reports.push(report), WATCH + STUDIO));
    await window.signIn(newUser());
  });
  after(async () => {
    await browser?.close();
    players?.close();
  });

  test("that is no video is refused in words", async () => {
    await until("the start", () => window.evaluate(`Boolean(document.querySelector("#link"))`));
    await window.fill("#link", "https://example.org/watch?v=dQw4w9WgXcQ");
    await window.clickText("Open");
    await until("the reason", async () => /no link of a video/.test(await window.text("#link-problem")));
  });

  for (const { platform, link, shown, player } of LINKS) {
    test(`of ${platform} opens its player, which plays and seeks`, async () => {
      await window.clickText("New review");
      await until("the start", () => window.evaluate(`Boolean(document.querySelector("#link"))`));
      await window.fill("#link", link);
      await window.clickText("Open");
      await window.ready();
      assert.equal(await window.text("#review-title"), shown);
      await until("its length", async () => /\/ 1:00$/.test(await window.text(".clock")));
      assert.ok(players.requests.some((request) => player.test(request)));
      await window.page.press("k");
      await until("the film to play", async () => (await window.position()) >= 1);
      await window.page.press("k");
      await until("the pause", async () => (await window.text(".controls button")) === "Play");
      await window.write("Hold this shot");
      const at = await window.position();
      await window.evaluate(`document.querySelector(".line-track").focus()`);
      await window.page.press("End");
      await until("the end", async () => (await window.position()) === 60);
      await window.evaluate(`document.querySelector(".marker").click()`);
      await until("the second of the note", async () => Math.abs((await window.position()) - at) <= 1);
      const tools = await window.text(".note-tools");
      assert.doesNotMatch(tools, /Refine/);
    });
  }

  test("opens from the library again", async () => {
    await window.clickText("Library");
    await until("both videos", () => window.evaluate(`document.querySelectorAll(".videos li").length === 2`));
    await window.evaluate(`document.querySelector(".video-title").click()`);
    await window.ready();
    await until("the player", () => window.evaluate(`Boolean(document.querySelector("iframe.stage"))`));
    await window.shows(["Hold this shot"]);
  });

  test("breaks no policy", () => assert.deepEqual(reports, []));
});
