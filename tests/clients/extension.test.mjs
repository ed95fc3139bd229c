// The extension in a real browser whose microphone speaks: from a page's video to a spoken note, while
// the browser stops the worker and the edge is killed.

import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { hasBrowser } from "../integration/lib/browser.mjs";
import { Client, closeClients, newUser } from "../integration/lib/client.mjs";
import { startStack } from "../integration/lib/stack.mjs";
import { until } from "../integration/lib/wait.mjs";
import { EngineView, ExtensionBrowser, VideoPage } from "./extension_browser.mjs";
import { makeFilm } from "./film.mjs";
import { microphoneFlags, writeVoice } from "./spoken.mjs";
import { STUDIO, StudioWindow, WATCH } from "./studio_window.mjs";
import { VideoSite } from "./video_site.mjs";

const FILM_SECONDS = 120;
// Recognition takes its time on a busy machine.
const SPOKEN_MS = 90_000;

describe("the extension", { skip: !hasBrowser() && "there is no Chromium", timeout: 600_000 }, () => {
  const user = newUser();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "voice-"));
  const reports = [];
  let stack, client, browser, site, page, view, panel;

  const open = (url, script) => browser.open(url, (report) => reports.push(report), script);
  const openPage = async (title) => new VideoPage(await open(site.url(title), WATCH));
  const reviews = (title) => view.until(title, ({ video }) => video?.seen.title === title && video.videoId);

  async function notes() {
    const { video } = await view.state();
    const topic = await client.join(`notes:video:${video.videoId}`);
    const { notes } = await topic.push("get_notes");
    await topic.leave();
    return notes;
  }

  const texts = (all) => all.map(({ text }) => text);

  // Acts in the middle of a sentence, and returns after its end.
  async function speak(act = async () => {}) {
    await view.send({ kind: "set_voice_mode", on: true });
    await view.until("speech", ({ voice }) => voice === "speaking");
    await act();
    await view.until("a pause of the speaker", ({ voice }) => voice === "listening", SPOKEN_MS);
    await view.send({ kind: "set_voice_mode", on: false });
  }

  // Every utterance is a note, which the page marks, or the engine says why not.
  async function settled() {
    const idle = ({ voice, connection, heard }) =>
      voice === "off" && connection.status === "live" && connection.waiting === 0 && heard.every(({ failed }) => failed);
    await view.until("what was said to be a note", idle, SPOKEN_MS);
    const all = await notes();
    await until("the markers", async () => (await page.marked()) === all.length);
    return all;
  }

  before(async () => {
    const voice = path.join(folder, "voice.wav");
    await Promise.all([writeVoice(voice), startStack().then((started) => (stack = started))]);
    client = new Client(stack, () => stack.userToken(user));
    browser = await ExtensionBrowser.launch(...microphoneFlags(voice));
    site = await VideoSite.start(await makeFilm(await open("about:blank"), FILM_SECONDS));
  });
  after(async () => {
    await browser?.close();
    await closeClients();
    site?.close();
    await stack?.stop();
    fs.rmSync(folder, { recursive: true });
  });

  test("signs in at the server of its settings, and finds the video of a page", async () => {
    view = new EngineView(await browser.openOwn("options.html", (report) => reports.push(report), WATCH));
    await view.ask({ kind: "write_settings", settings: { server: stack.url("") } });
    assert.deepEqual(await view.ask({ kind: "sign_in_offer" }), { development: true, openid: false });
    assert.deepEqual(await view.ask({ kind: "sign_in_for_development", user }), { user });
    page = await openPage("First cut");
    await view.connect();
    await reviews("First cut");
    await view.until("the connection", ({ connection }) => connection.status === "live");
  });

  test("makes a note of a sentence, at the second at which it began", async () => {
    let second;
    await page.play();
    await speak(async () => {
      await page.paused(true);
      second = await page.position();
    });
    await page.paused(false);
    const [note] = await settled();
    assert.ok(Math.abs(note.timestamp_seconds - second) < 0.5, `${note.timestamp_seconds}, not ${second}`);
  });

  test("leaves a video paused that the user paused", async () => {
    await page.pause();
    await speak();
    await settled();
    await page.paused(true);
  });

  test("turns voice mode on from the panel, which shows the notes", async () => {
    panel = new StudioWindow(await browser.openOwn("panel.html", (report) => reports.push(report), WATCH + STUDIO));
    await panel.shows(texts(await notes()));
    await panel.clickText("Listen");
    await view.until("speech", ({ voice }) => voice === "speaking");
    await panel.clickText("Recording: press to end");
    await panel.shows(texts(await settled()));
    await until("the truth", async () => (await panel.text(".connection")) === "Live");
  });

  test("jumps to a note that is selected in the panel", async () => {
    const [{ id, timestamp_seconds: second }] = await notes();
    await page.pause();
    await panel.evaluate(`document.querySelector('[data-id="${id}"] .note-time').click()`);
    await until("the second of the note", async () => Math.abs((await page.position()) - second) < 0.1);
  });

  test("shows the same notes in the studio", async () => {
    const studio = new StudioWindow(await open(stack.url("/"), WATCH + STUDIO));
    await studio.clickText("Library");
    await studio.clickText("First cut");
    await studio.shows(texts(await notes()));
  });

  test("loses no word when the browser stops the worker in the middle of a sentence", async () => {
    const { length } = await notes();
    await page.play();
    await speak(() => browser.stopWorker());
    await page.paused(false);
    assert.ok((await settled()).length > length);
  });

  test("starts a stopped worker for the next request, and turns voice mode on and off by the key", async () => {
    assert.equal((await view.ask({ kind: "read_settings" })).server, stack.url("").replace(/\/$/, ""));
    for (const on of [true, false]) {
      await browser.command("toggle_voice_mode");
      await view.until("voice mode", ({ voice }) => (voice !== "off") === on);
    }
    await settled();
  });

  test("loses no word when the edge is killed in the middle of a sentence", async () => {
    const { length } = await notes();
    await speak(async () => {
      await stack.kill("edge");
      await view.until("the truth", ({ connection }) => connection.status !== "live");
    });
    await until("the edge", () => stack.ready(), SPOKEN_MS);
    assert.ok((await settled()).length > length);
  });

  test("reviews the video of the tab that is active", async () => {
    const { video } = await view.state();
    const url = JSON.stringify(site.url("Second cut"));
    const opened = await view.page.evaluate(`chrome.tabs.create({ url: ${url} })`);
    const second = await reviews("Second cut");
    assert.equal(second.video.tabId, opened.id);
    await view.page.evaluate(`chrome.tabs.update(${video.tabId}, { active: true }).then(() => chrome.tabs.remove(${opened.id}))`);
    await reviews("First cut");
  });

  test("keeps what is said offline of a video that the server never saw", async () => {
    const release = stack.holdDown("edge");
    await view.until("the truth", ({ connection }) => connection.status === "offline", SPOKEN_MS);
    page = await openPage("Offline cut");
    await view.until("the video", ({ video }) => video?.seen.title === "Offline cut");
    await speak();
    await view.until("the queue", ({ connection }) => connection.status === "offline" && connection.waiting > 0);
    release();
    await reviews("Offline cut");
    assert.ok((await settled()).length > 0);
  });

  test("plays the video on when the engine ends in the middle of a sentence, and starts another", async () => {
    await page.play();
    await view.send({ kind: "set_voice_mode", on: true });
    await page.paused(true);
    await view.page.evaluate(`chrome.offscreen.closeDocument()`);
    await page.paused(false);
    await view.ask({ kind: "start_engine" });
    await view.connect();
    await reviews("Offline cut");
  });

  test("breaks no page, and loads nothing that its policy forbids", async () => {
    assert.deepEqual(await view.problems(), []);
    assert.deepEqual(reports, []);
  });
});
