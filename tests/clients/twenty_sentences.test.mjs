// Twenty sentences of a voice that the recogniser does not know, spoken without a stop while every process is
// killed in turn: each is one note in every window, in order, and no window ever lies.

import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { startBalancer } from "../integration/lib/balancer.mjs";
import { Browser, hasBrowser } from "../integration/lib/browser.mjs";
import { newUser } from "../integration/lib/client.mjs";
import { startStack } from "../integration/lib/stack.mjs";
import { until } from "../integration/lib/wait.mjs";
import { microphoneFlags } from "./spoken.mjs";
import { assertOneNoteEach } from "./spoken_notes.mjs";
import { STUDIO, StudioWindow, WATCH } from "./studio_window.mjs";
import { hasVoice, writeSpeech } from "./synthetic_voice.mjs";
import { TRUTH } from "./truth.mjs";

const SENTENCES = [
  "The music is too loud",
  "Cut the pause before the title",
  "This shot is too dark",
  "Make the logo bigger",
  "The transition is too abrupt",
  "I cannot hear the speaker",
  "The face is out of focus",
  "Remove the second interview",
  "The pacing is too slow",
  "Add a caption with her name",
  "The sky looks too bright",
  "Move this clip to the end",
  "There is noise in the background",
  "The subtitles are hard to read",
  "Warm up the skin tones",
  "The ending is too sudden",
  "Replace the stock footage",
  "The voice does not match the picture",
  "Fade the music out earlier",
  "I love this close up, keep it",
];

const KILLED = [
  "edge", "agent", "notes", "edge-2", "video", "notifications",
  "agent-2", "notes-2", "edge", "notifications-2", "video-2", "agent",
];

const PIECES_PER_SECOND = 4;
const RECOGNISED_MS = 120_000;

const reason = !hasBrowser() ? "there is no Chromium" : !hasVoice() && "there is no espeak-ng";

describe("twenty sentences", { skip: reason, timeout: 300_000 }, () => {
  const user = newUser();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sentences-"));
  const reports = [];
  let stack, balancer, browser, times;
  const windows = [];

  async function open() {
    const url = `http://localhost:${balancer.port}/`;
    const page = await browser.open(url, (report) => reports.push(report), WATCH + STUDIO + TRUTH);
    const window = new StudioWindow(page);
    if (windows.length === 0) await window.signIn(user);
    await window.clickText("Try it with a sample");
    await window.ready();
    windows.push(window);
    return window;
  }

  // Kills the processes in turn, each when all replicas serve, until the speech has ended.
  async function killWhile(speaking) {
    for (let i = 0; speaking(); ++i) {
      const name = KILLED[i % KILLED.length];
      await stack.kill(name);
      await until(`${name} to serve`, () => stack.serves(name), 60_000);
    }
  }

  before(async () => {
    const voice = path.join(folder, "voice.wav");
    times = writeSpeech(voice, SENTENCES);
    stack = await startStack({}, "--replicas=2");
    balancer = await startBalancer(["edge", "edge-2"].map((name) => new URL(stack.url("/", name)).port));
    browser = await Browser.launch(...microphoneFlags(`${voice}%noloop`));
  });
  after(async () => {
    await browser?.close();
    await balancer?.stop();
    await stack?.stop();
    fs.rmSync(folder, { recursive: true });
  });

  test("become one note each, in every window and in order, while processes are killed", async () => {
    const [speaker] = [await open(), await open()];
    await speaker.page.press("k", "r");
    await speaker.recording();
    let speaking = true;
    const kills = killWhile(() => speaking);
    const length = times.at(-1).end + 1;
    await speaker.hears(Math.ceil(length * PIECES_PER_SECOND), 120_000);
    await speaker.page.press("r");
    speaking = false;
    await kills;
    for (const window of windows) {
      await window.noted(SENTENCES.length, RECOGNISED_MS);
      await window.settled();
    }
    const shown = await Promise.all(windows.map((window) => window.timed()));
    assertOneNoteEach(shown[0], times);
    assert.deepEqual(shown[1], shown[0]);
  });

  test("leave nothing wrong on the screen meanwhile", async () => {
    for (const window of windows) {
      assert.deepEqual(await window.evaluate("lies()"), []);
      const states = await window.evaluate("statesSeen()");
      assert.ok(states.some((text) => /^Offline|^Catching up/.test(text)), JSON.stringify(states));
    }
    assert.deepEqual(reports, []);
  });
});
