// The extension on pages of the platforms: their videos, markers on their progress bars, the panel beside
// them, "Queue in Lossy", and the settings.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { hasBrowser } from "../integration/lib/browser.mjs";
import { Client, closeClients, newUser } from "../integration/lib/client.mjs";
import { sharedStack } from "../integration/lib/stack.mjs";
import { until } from "../integration/lib/wait.mjs";
import { ExtensionBrowser } from "./extension_browser.mjs";
import { makeFilm } from "./film.mjs";
import { focusIsVisible, problemsOf } from "./page_quality.mjs";
import { PlatformSite } from "./platform_site.mjs";
import { STUDIO, StudioWindow, WATCH } from "./studio_window.mjs";

const FILM_SECONDS = 120;
const MAX_TABS = 30;
const FLAGS = ["--autoplay-policy=no-user-gesture-required", "--use-fake-device-for-media-stream"];
const FIRST = "https://www.youtube.com/watch?v=dQw4w9WgXcQ";
const SECOND = "https://www.youtube.com/watch?v=aqz_KE_bpKQ";

describe("the extension on pages", { skip: !hasBrowser() && "there is no Chromium", timeout: 300_000 }, () => {
  const user = newUser();
  const reports = [];
  let stack, client, browser, site, film, youtube, panel, settings;

  const open = (url, script) => browser.open(url, (report) => reports.push(`${url}: ${report}`), script);
  const openOwn = async (name) =>
    new StudioWindow(await browser.openOwn(name, (report) => reports.push(`${name}: ${report}`), WATCH + STUDIO));
  const markers = (page) => page.findAll("marker");
  const labels = async (page) => (await markers(page)).map(({ attributes }) => attributes["aria-label"]);
  const marked = (page, ...expected) =>
    until(`the markers ${expected}`, async () => JSON.stringify(await labels(page)) === JSON.stringify(expected));
  const position = (page, video = `document.querySelector("video")`) => page.evaluate(`${video}.currentTime`);
  const at = (page, seconds, video) =>
    until(`second ${seconds}`, async () => Math.abs((await position(page, video)) - seconds) < 0.1);
  const title = () => panel.text("#review-title");
  const reviews = (expected) => until(`the review of "${expected}"`, async () => (await title()) === expected);
  const ask = (request) =>
    panel.evaluate(`chrome.runtime.sendMessage(${JSON.stringify({ to: "worker", ...request })})`);

  // Writes a note in the panel while the video of the page is at that second.
  async function note(page, text, seconds, video = `document.querySelector("video")`) {
    await page.evaluate(`${video}.currentTime = ${seconds}`);
    const shown = `0${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`.slice(1);
    await until("the position in the panel", async () => (await panel.text(".clock")).startsWith(shown));
    await panel.fill(".draft input", text);
    await panel.clickText("Add");
    await until("the note", async () => (await panel.texts()).includes(text));
  }

  before(async () => {
    site = await PlatformSite.start(() => film);
    stack = sharedStack();
    client = new Client(stack, () => stack.userToken(user));
    browser = await ExtensionBrowser.launch(...FLAGS, ...site.flags);
    film = await makeFilm(await open("about:blank"), FILM_SECONDS);
  });
  after(async () => {
    await browser?.close();
    await closeClients();
    site?.close();
  });

  test("says in its settings what is wrong with an address, and stores nothing", async () => {
    settings = await openOwn("options.html");
    await until("the settings", () => settings.evaluate(`Boolean(document.querySelector("#server"))`));
    await settings.fill("#server", "lossy.example");
    await settings.clickText("Save");
    await until("the problem", async () => /“lossy\.example” is no address/.test(await settings.text("#server-hint")));
    assert.equal(await settings.evaluate(`document.activeElement.id`), "server");
    assert.deepEqual(await settings.evaluate(`chrome.storage.local.get("settings")`), {});
  });

  test("stores the address of the server by the keyboard alone", async () => {
    await settings.fill("#server", `${stack.url("/studio")}`);
    await settings.evaluate(`document.querySelector("#server").focus()`);
    await settings.page.press("Enter");
    await until("the answer", async () => (await settings.text("[role=status]")) === "Saved.");
    const origin = stack.url("").replace(/\/$/, "");
    assert.equal(await settings.evaluate(`document.querySelector("#server").value`), origin);
  });

  test("signs in, and has the video of a page on YouTube", async () => {
    youtube = await open(FIRST, WATCH);
    panel = await openOwn("panel.html");
    await panel.page.resize(360, 740);
    await panel.signIn(user);
    await reviews("First cut");
    await until("the notes", () => panel.evaluate(`Boolean(document.querySelector(".draft"))`));
    await until("the connection", async () => (await panel.text(".connection")) === "Live");
    const { videos } = await (await client.join("video:meta")).push("list_videos", {});
    assert.deepEqual(videos.map(({ platform, external_id }) => [platform, external_id]), [["youtube", "dQw4w9WgXcQ"]]);
    assert.equal(await panel.text(".people"), "You");
  });

  test("marks a note above the page's own progress bar", async () => {
    await note(youtube, "Hold this shot", 30);
    await marked(youtube, "Note at 30 seconds: Hold this shot");
    const [{ box }] = await markers(youtube);
    const bar = await youtube.evaluate(`document.querySelector(".ytp-progress-bar-container").getBoundingClientRect().toJSON()`);
    assert.ok(Math.abs(box.left + box.width / 2 - (bar.left + bar.width / 4)) < 1, JSON.stringify({ box, bar }));
    assert.ok(Math.abs(box.top + box.height - bar.top) < 1, JSON.stringify({ box, bar }));
    assert.deepEqual([box.width, box.height], [24, 24]);
  });

  test("jumps to a note by its marker, and the page sees neither the click nor the key", async () => {
    await youtube.evaluate(`document.querySelector("video").currentTime = 5`);
    await youtube.click((await markers(youtube))[0].box);
    await at(youtube, 30);
    await until("the chosen note", () => panel.evaluate(`Boolean(document.querySelector(".note[aria-current]"))`));
    await youtube.evaluate(`document.querySelector("video").currentTime = 5`);
    await youtube.press("Enter");
    await at(youtube, 30);
    assert.deepEqual(await youtube.evaluate(`[clicks, keys]`), [0, 0]);
  });

  test("jumps and edits from the panel, and the page shows the change", async () => {
    await youtube.evaluate(`document.querySelector("video").currentTime = 90`);
    await panel.evaluate(`document.querySelector(".note-time").click()`);
    await at(youtube, 30);
    await panel.edit("Hold this shot", "Hold this shot longer");
    await marked(youtube, "Note at 30 seconds: Hold this shot longer");
    await panel.tool("Hold this shot longer", "Undo");
    await marked(youtube, "Note at 30 seconds: Hold this shot");
    await panel.categorize("Hold this shot", "pacing");
    await until("the colour", async () => /category-pacing/.test((await markers(youtube))[0].attributes.class));
    await panel.tool("Hold this shot", "Firm");
    await until("the status", async () => (await panel.note("Hold this shot")).status === "firmed");
  });

  test("gives the frame of a note's second, and leaves the video where it was", async () => {
    await youtube.evaluate(`document.querySelector("video").currentTime = 50`);
    await at(youtube, 50);
    await panel.tool("Hold this shot", "Refine");
    await until("the reason", async () => /no model that can see/.test(await panel.text(".problem")));
    await panel.clickText("Close");
    await at(youtube, 50);
  });

  test("follows a page that shows another video without a new document", async () => {
    await youtube.evaluate(`go(${JSON.stringify(SECOND)})`);
    await reviews("Second cut");
    await marked(youtube);
    await note(youtube, "Louder here", 60);
    await marked(youtube, "Note at 1 minute: Louder here");
    await youtube.evaluate(`go("/feed/library")`);
    await until("no video", async () => /Open a page with a video/.test(await panel.text("main")));
    await marked(youtube);
    await youtube.evaluate(`go(${JSON.stringify(FIRST)})`);
    await reviews("First cut");
    await marked(youtube, "Note at 30 seconds: Hold this shot");
  });

  test("marks the video of a player in a frame, as on Vimeo", async () => {
    const vimeo = await open("https://vimeo.com/76979871", WATCH);
    await reviews("Reel of the year on Vimeo");
    await panel.fill(".draft input", "Cut before the logo");
    await panel.clickText("Add");
    await marked(vimeo, "Note at 0 seconds: Cut before the logo");
    const { videos } = await (await client.join("video:meta")).push("list_videos", {});
    assert.ok(videos.some(({ platform, external_id }) => platform === "vimeo" && external_id === "76979871"));
  });

  test("finds a video in a closed shadow root, as on Frame.io", async () => {
    const frameio = await open("https://next.frame.io/project/0f1e2d3c-4b5a/view/5e0c1d2f-3a4b", WATCH);
    await reviews("Trailer v3");
    await note(frameio, "The grade is too warm", 40, "video");
    await marked(frameio, "Note at 40 seconds: The grade is too warm");
    const [{ box }] = await markers(frameio);
    const bar = await frameio.evaluate(`document.querySelector("[data-testid=timeline]").getBoundingClientRect().toJSON()`);
    assert.ok(Math.abs(box.top + box.height - bar.top) < 1, JSON.stringify({ box, bar }));
  });

  test("says why it cannot read the frames of a video of another origin", async () => {
    const clip = await open("https://clips.example/clip", WATCH);
    await reviews("A clip");
    await note(clip, "Blur the face", 20);
    await marked(clip, "Note at 20 seconds: Blur the face");
    await panel.tool("Blur the face", "Refine");
    await until("the reason", async () => /does not let its video's frames be read/.test(await panel.text(".problem")));
    await panel.clickText("Close");
    assert.ok((await panel.texts()).includes("Blur the face"));
  });

  test("queues the video of a link by the context menu, and says so", async () => {
    const click = { menuItemId: "queue_link", linkUrl: "https://youtu.be/e-ORhEE9VVg?si=x", pageUrl: FIRST };
    await browser.queue(click);
    await until("the badge", async () => (await panel.evaluate(`chrome.action.getBadgeText({})`)) === "✓");
    assert.match(await panel.evaluate(`chrome.action.getTitle({})`), /e-ORhEE9VVg.* is in your queue/);
    const { videos } = await (await client.join("video:meta")).push("list_videos", { filters: { status: "queued" } });
    assert.deepEqual(videos.map(({ platform, external_id }) => [platform, external_id]), [["youtube", "e-ORhEE9VVg"]]);
    await browser.queue({ menuItemId: "queue_page", pageUrl: FIRST });
    await until("the reason", async () => /have begun with .* already/.test(await panel.evaluate(`chrome.action.getTitle({})`)));
  });

  test("shows no markers where the user wants none", async () => {
    await ask({ kind: "write_settings", settings: { markers: false } });
    await marked(youtube);
    await ask({ kind: "write_settings", settings: { markers: true } });
    await marked(youtube, "Note at 30 seconds: Hold this shot");
  });

  test("has a panel and settings that any user can use, on a light telephone and on a dark desk", async () => {
    assert.deepEqual(await problemsOf(panel.page, "panel"), []);
    assert.deepEqual(await problemsOf(settings.page, "settings"), []);
    for (const window of [panel, settings]) {
      await window.evaluate(`document.activeElement.blur()`);
      for (let tabs = 0; tabs < MAX_TABS; ++tabs) {
        await window.page.press("Tab");
        const element = await window.evaluate(`document.activeElement.outerHTML.slice(0, 200)`);
        if (element.startsWith("<body")) break;
        assert.ok(await focusIsVisible(window.page), `the focus is invisible on ${element}`);
      }
    }
  });

  test("asks for the microphone in a page of its own, says when it is denied, and listens once it is allowed", async () => {
    await browser.permitMicrophone("denied");
    await panel.clickText("Listen");
    const asking = await browser.opened("microphone.html");
    const text = () => asking.evaluate(`document.querySelector("[role=status]")?.textContent ?? ""`);
    await until("the reason", async () => /does not let Lossy use the microphone/.test(await text()));
    await browser.permitMicrophone("granted");
    await asking.evaluate(`location.reload()`);
    const pressed = () => panel.evaluate(`document.querySelector(".speak").getAttribute("aria-pressed")`);
    await until("voice mode", async () => (await pressed()) === "true");
    await until("the end of the page", async () => !(await browser.has("microphone.html")));
    await panel.evaluate(`document.querySelector(".speak").click()`);
    await until("the end of voice mode", async () => (await pressed()) === "false");
  });

  test("does nothing that the policy of a page or of the extension forbids", () => {
    assert.deepEqual(reports, []);
  });

  test("says that the user must sign in, and queues nothing then", async () => {
    await panel.clickText("Sign out");
    await until("the door", () => panel.evaluate(`Boolean(document.querySelector("#name"))`));
    await marked(youtube);
    await browser.queue({ menuItemId: "queue_page", pageUrl: SECOND });
    await until("the badge", async () => (await panel.evaluate(`chrome.action.getBadgeText({})`)) === "!");
    assert.match(await panel.evaluate(`chrome.action.getTitle({})`), /is not queued\. Sign in to Lossy first/);
  });

  test("leaves nothing on a page when it is unloaded", async () => {
    await panel.signIn(user);
    await marked(youtube, "Note at 30 seconds: Hold this shot");
    await browser.reload();
    await until("the page as it was", async () => (await youtube.findAll("marker")).length === 0);
    assert.equal(await youtube.evaluate(`document.querySelector("lossy-markers")`), null);
  });
});
