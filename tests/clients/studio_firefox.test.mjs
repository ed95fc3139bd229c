// The studio in Firefox: a spoken note, a reload, two windows, and a while without the edge.

import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { newUser } from "../integration/lib/client.mjs";
import { Firefox, hasFirefox } from "../integration/lib/firefox.mjs";
import { startStack } from "../integration/lib/stack.mjs";
import { until } from "../integration/lib/wait.mjs";
import { spokenMicrophone } from "./spoken_microphone.mjs";
import { assertOneNoteEach } from "./spoken_notes.mjs";
import { STUDIO, StudioWindow, WATCH } from "./studio_window.mjs";
import { hasVoice, writeSpeech } from "./synthetic_voice.mjs";
import { TRUTH } from "./truth.mjs";

const SENTENCES = ["The music is too loud", "This shot is too dark", "Make the logo bigger"];
const PIECES_PER_SECOND = 4;
const BROWSER_MS = 60_000;

const reason = !hasFirefox() ? "there is no Firefox" : !hasVoice() && "there is no espeak-ng";

describe("the studio in Firefox", { skip: reason, timeout: 300_000 }, () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "firefox-"));
  const user = newUser();
  const reports = [];
  let stack, browser, times, first, second;

  async function open() {
    const script = WATCH + STUDIO + TRUTH + spokenMicrophone(path.join(folder, "voice.wav"));
    return new StudioWindow(await browser.open(stack.url("/"), (report) => reports.push(report), script));
  }

  const shows = (text) =>
    until(text, async () => (await first.text(".connection")).startsWith(text), BROWSER_MS);

  before(async () => {
    times = writeSpeech(path.join(folder, "voice.wav"), SENTENCES);
    [stack, browser] = await Promise.all([startStack(), Firefox.launch()]);
  });
  after(async () => {
    await browser?.close();
    await stack?.stop();
    fs.rmSync(folder, { recursive: true });
  });

  test("makes a note of each spoken sentence", async () => {
    first = await open();
    await first.signIn(user);
    await first.clickText("Try it with a sample");
    await first.ready();
    await first.page.press("k", "r");
    await first.recording();
    await first.hears(Math.ceil((times.at(-1).end + 1) * PIECES_PER_SECOND), BROWSER_MS);
    await first.page.press("r");
    await first.noted(SENTENCES.length, BROWSER_MS);
    await first.settled();
    assertOneNoteEach(await first.timed(), times);
  });

  test("shows them after a reload, and in another window", async () => {
    const texts = await first.texts();
    await first.page.reload();
    second = await open();
    for (const window of [first, second]) {
      await window.clickText("Try it with a sample");
      await window.ready();
      await window.shows(texts);
    }
    await until("two windows", async () => /You, in 2 windows/.test(await first.text(".people")));
  });

  test("says the truth while there is no edge, and continues when it is there again", async () => {
    const release = stack.holdDown("edge");
    await shows("Offline");
    release();
    await shows("Live");
    await first.write("Write the date at the end");
    await second.shows(await first.texts());
  });

  test("meets nothing that the policy of the page forbids", async () => {
    assert.deepEqual(await first.evaluate("lies()"), []);
    assert.deepEqual(reports, []);
  });
});
