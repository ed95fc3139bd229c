// The studio while its surroundings fail and the user speaks on: no network, an expired token, no
// WebSocket, a reload, and a browser that is killed.

import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { Browser, hasBrowser } from "../integration/lib/browser.mjs";
import { newUser } from "../integration/lib/client.mjs";
import { startStack } from "../integration/lib/stack.mjs";
import { until } from "../integration/lib/wait.mjs";
import { NoWebSockets } from "./no_websockets.mjs";
import { microphoneFlags } from "./spoken.mjs";
import { assertOneNoteEach } from "./spoken_notes.mjs";
import { STUDIO, StudioWindow, WATCH } from "./studio_window.mjs";
import { hasVoice, writeSpeech } from "./synthetic_voice.mjs";
import { TRUTH } from "./truth.mjs";

const SENTENCES = [
  "The music is too loud",
  "This shot is too dark",
  "Make the logo bigger",
  "The transition is too abrupt",
  "The face is out of focus",
  "Remove the second interview",
  "The pacing is too slow",
  "The sky looks too bright",
  "Move this clip to the end",
  "There is noise in the background",
  "The subtitles are hard to read",
  "Warm up the skin tones",
  "The ending is too sudden",
  "Replace the stock footage",
];

// A short test ends in the long pause.
const FEW = 2;
const PAUSES = [0.7, 8, 0.9, 1.2, 0.8, 1.1, 0.7];
const OFFLINE_SECONDS = 30;
const TOKEN_SECONDS = 6;
const PIECES_PER_SECOND = 4;
const RECOGNISED_MS = 120_000;

// Counts the connections of a page, and the tokens that it presents to an open one.
const WIRE = `{
  globalThis.wire = { connections: 0, tokens: 0 };
  globalThis.WebSocket = class extends WebSocket {
    constructor(...args) {
      super(...args);
      wire.connections += 1;
    }
    send(data) {
      if (typeof data === "string" && JSON.parse(data)[3] === "access_token") wire.tokens += 1;
      super.send(data);
    }
  };
}`;

const reason = !hasBrowser() ? "there is no Chromium" : !hasVoice() && "there is no espeak-ng";

describe("the studio, when something fails while the user speaks,", { skip: reason, timeout: 400_000 }, () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "faults-"));
  const reports = [];
  let stack, browser, times;

  async function open(url = stack.url("/")) {
    const page = await browser.open(url, (report) => reports.push(report), WATCH + STUDIO + TRUTH + WIRE);
    return new StudioWindow(page);
  }

  async function review(window) {
    await window.clickText("Try it with a sample");
    await window.ready();
  }

  // A user of its own for each test. The microphone of each page plays the voice from its beginning.
  async function startReview(user = newUser(), url = undefined) {
    const window = await open(url);
    await window.signInAgain(user);
    await review(window);
    return window;
  }

  const hears = (window, seconds) => window.hears(Math.ceil(seconds * PIECES_PER_SECOND), 120_000);

  async function begin(window) {
    await window.page.press("k", "r");
    await window.recording();
  }

  // Speaks the first few sentences.
  async function speakFew(window) {
    await begin(window);
    await hears(window, times[FEW - 1].end + 2);
    await window.page.press("r");
  }

  async function showsOnce(window, count) {
    await window.noted(count, RECOGNISED_MS);
    await window.settled();
    assertOneNoteEach(await window.timed(), times.slice(0, count));
  }

  before(async () => {
    const voice = path.join(folder, "voice.wav");
    times = writeSpeech(voice, SENTENCES, PAUSES);
    stack = await startStack({ LOSSY_EXTENSION_TOKEN_SECONDS: String(TOKEN_SECONDS) });
    browser = await Browser.launch(...microphoneFlags(`${voice}%noloop`));
  });
  after(async () => {
    await browser?.close();
    await stack?.stop();
    fs.rmSync(folder, { recursive: true });
  });

  test("says how much waits without the edge, and sends it once and in order", async () => {
    const window = await startReview();
    const other = await open();
    await review(other);
    await begin(window);
    await hears(window, times[0].end);
    const release = stack.holdDown("edge");
    try {
      await until("the truth", async () => /^Offline/.test(await window.text(".connection")));
      await hears(window, OFFLINE_SECONDS);
      const text = await window.text(".connection");
      const [, waiting] = /^Offline · (\d+) recordings waiting$/.exec(text) ?? assert.fail(text);
      assert.ok(Number(waiting) >= SENTENCES.length / 2, text);
    } finally {
      release();
    }
    await hears(window, times.at(-1).end - OFFLINE_SECONDS);
    await window.page.press("r");
    for (const each of [window, other]) await showsOnce(each, SENTENCES.length);
    assert.deepEqual(await window.evaluate("lies()"), []);
  });

  test("renews the token in place", async () => {
    const window = await startReview();
    const before = await window.evaluate("wire");
    await speakFew(window);
    const { connections, tokens } = await window.evaluate("wire");
    assert.ok(tokens > before.tokens, `${tokens} tokens`);
    assert.equal(connections, before.connections);
    await showsOnce(window, FEW);
  });

  test("notes what is said by long-poll alone", async (t) => {
    const proxy = await NoWebSockets.start(stack.url(), true);
    t.after(() => proxy.close());
    const url = proxy.socketUrl().replace(/^ws(.*)socket$/, "http$1").replace("127.0.0.1", "localhost");
    const window = await startReview(newUser(), url);
    await speakFew(window);
    await showsOnce(window, FEW);
  });

  test("keeps words over a reload and a killed browser", async () => {
    const user = newUser();
    let window = await startReview(user);
    const release = stack.holdDown("agent");
    try {
      await speakFew(window);
      const waits = async () => /2 recordings waiting/.test(await window.text(".connection"));
      await until("two recordings to wait", waits);
      await window.page.reload();
      await until("the same after a reload", waits, 30_000);
      await browser.crash();
    } finally {
      release();
    }
    window = await open();
    await window.signInAgain(user);
    await review(window);
    await showsOnce(window, FEW);
    assert.deepEqual(reports, []);
  });
});
