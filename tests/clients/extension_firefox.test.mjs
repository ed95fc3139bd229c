// The extension in Firefox, where the sidebar has the engine. There is no server: what is said is kept.

import { randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { buildExtension } from "../../clients/build.mjs";
import { Firefox, hasFirefox } from "../integration/lib/firefox.mjs";
import { until } from "../integration/lib/wait.mjs";
import { VideoPage } from "./extension_browser.mjs";
import { makeFilm } from "./film.mjs";
import { spokenMicrophone } from "./spoken_microphone.mjs";
import { hasVoice, writeSpeech } from "./synthetic_voice.mjs";
import { VideoSite } from "./video_site.mjs";

const FILM_SECONDS = 120;
const BROWSER_MS = 60_000;
// No server listens on this port.
const SERVER = "http://localhost:9";
// The id of the manifest, and the host of the extension's pages.
const ID = "lossy@lossy.example";
const HOST = randomUUID();

const reason = !hasFirefox() ? "there is no Firefox" : !hasVoice() && "there is no espeak-ng";

describe("the extension in Firefox", { skip: reason, timeout: 400_000 }, () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "firefox-extension-"));
  let browser, site, page, sidebar;

  const open = (url) => browser.open(url, () => {});
  const shows = (pattern) =>
    until(`${pattern}`, async () => pattern.test(await sidebar.evaluate(`document.body.innerText`)), BROWSER_MS);

  // The user leaves the tab of the video, and returns to it.
  async function lookAtPage() {
    await sidebar.evaluate(`(async () => {
      const [{ id, windowId }] = await browser.tabs.query({ url: "http://localhost/*" });
      const other = await browser.tabs.create({ windowId, url: "about:blank" });
      await browser.tabs.update(id, { active: true });
      await browser.tabs.remove(other.id);
    })()`);
  }

  before(async () => {
    const voice = path.join(folder, "voice.wav");
    writeSpeech(voice, ["The music is too loud"]);
    await buildExtension(folder);
    browser = await Firefox.launch({ "extensions.webextensions.uuids": JSON.stringify({ [ID]: HOST }) });
    await browser.install(path.join(folder, "firefox"));
    site = await VideoSite.start(await makeFilm(await open("about:blank"), FILM_SECONDS));
    sidebar = await open(`moz-extension://${HOST}/panel.html`);
    const stored = { settings: { server: SERVER }, account: { user: "reviewer", server: SERVER, openid: null } };
    await sidebar.evaluate(`browser.storage.local.set(${JSON.stringify(stored)})`);
    await sidebar.evaluate(`(() => { ${spokenMicrophone(voice)} })()`);
  });
  after(async () => {
    await browser?.close();
    site?.close();
    fs.rmSync(folder, { recursive: true });
  });

  test("finds the video of a page", async () => {
    page = new VideoPage(await open(site.url("First cut")));
    await lookAtPage();
    await shows(/First cut/);
  });

  test("pauses the video while the user speaks, and keeps what is said", async () => {
    await page.play();
    await sidebar.evaluate(`document.querySelector(".speak").click()`);
    await page.paused(true);
    await page.paused(false);
    await shows(/Offline · 1 recording waiting/);
  });
});
