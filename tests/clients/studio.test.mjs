// A stranger's first minute with the studio, in a real browser whose microphone speaks: from the door to a spoken
// note, with the keyboard alone, while the edge is killed, in two windows, and on a telephone.

import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { Browser, hasBrowser } from "../integration/lib/browser.mjs";
import { newUser } from "../integration/lib/client.mjs";
import { startStack } from "../integration/lib/stack.mjs";
import { until } from "../integration/lib/wait.mjs";
import { DESK } from "./page_quality.mjs";
import { STUDIO, StudioWindow, WATCH } from "./studio_window.mjs";
import { microphoneFlags, writeVoice } from "./spoken.mjs";

// Pieces of a quarter of a second. So many have at least one whole sentence of the voice.
const WHOLE_SENTENCE = 24;
// A first note has a minute, from the door on.
const FIRST_NOTE_MS = 60_000;

describe("the studio", { skip: !hasBrowser() && "there is no Chromium", timeout: 300_000 }, () => {
  const user = newUser();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "studio-"));
  const reports = [];
  let stack, browser, first, second;

  async function open() {
    const page = await browser.open(stack.url("/"), (report) => reports.push(report), WATCH + STUDIO);
    await page.resize(...DESK);
    return new StudioWindow(page);
  }

  async function bothShow(texts) {
    for (const window of [first, second]) await window.shows(texts);
  }

  before(async () => {
    const voice = path.join(folder, "voice.wav");
    await Promise.all([writeVoice(voice), startStack().then((started) => (stack = started))]);
    browser = await Browser.launch(...microphoneFlags(voice));
  });
  after(async () => {
    await browser?.close();
    await stack?.stop();
    fs.rmSync(folder, { recursive: true });
  });

  test("has a note within a minute, by the keyboard alone", async () => {
    const start = performance.now();
    first = await open();
    await first.signIn(user);
    await first.clickText("Try it with a sample");
    await first.ready();
    await first.page.press("k", "r");
    await first.recording();
    await until("a spoken note", async () => (await first.texts()).length > 0, 30_000);
    await first.page.press("k", "r");
    assert.ok(performance.now() - start < FIRST_NOTE_MS);
    await first.settled();
    const { notes, markers } = await first.counts();
    assert.ok(notes > 0);
    assert.ok(markers > 0 && markers <= notes);
  });

  test("shows the same notes and people in another window of the user", async () => {
    second = await open();
    await second.clickText("Try it with a sample");
    await second.ready();
    await second.shows(await first.texts());
    await until("two windows", async () => /You, in 2 windows/.test(await first.text(".people")));
  });

  test("jumps to a note that is clicked", async () => {
    await first.page.press("k");
    await until("the video to play on", async () => (await first.position()) > 0);
    await first.page.press("k");
    await first.page.press("End");
    const shown = await first.evaluate(`document.querySelector(".note .note-time").textContent`);
    const [minutes, seconds] = shown.split(":").map(Number);
    const second = 60 * minutes + seconds;
    await until("the end", async () => (await first.position()) > second + 2);
    await first.evaluate(`document.querySelector(".note .note-time").click()`);
    // A browser rounds a position, and a note has whole seconds on the screen.
    await until("the second of the note", async () => Math.abs((await first.position()) - second) <= 1);
  });

  test("records while Space is held", async () => {
    await first.evaluate(`document.activeElement.blur()`);
    await first.page.hold(" ");
    await first.recording();
    await first.page.release(" ");
    await first.settled();
  });

  test("says that no model is there to refine a note", async () => {
    const [note] = await first.texts();
    await first.tool(note, "Refine");
    await until("the reason", async () => /no model that can see/.test(await first.text(".problem")));
    assert.doesNotMatch(await first.text(".problem"), /not_configured|refine_note/);
    await first.clickText("Close");
    assert.ok((await first.texts()).includes(note));
  });

  test("edits, undoes, sorts, firms and deletes a note", async () => {
    const note = "Write the date at the end";
    await first.write(note);
    const others = (await first.texts()).filter((text) => text !== note);
    const only = (text) => bothShow([...others, text]);
    await only(note);
    await first.edit(note, "Write the year at the end");
    await only("Write the year at the end");
    await first.tool("Write the year at the end", "Undo");
    await only(note);
    await first.categorize(note, "graphics");
    await until("the category", async () => (await second.note(note)).category === "graphics");
    await first.tool(note, "Firm");
    await until("the status", async () => (await second.note(note)).status === "firmed");
    await second.tool(note, "Delete");
    await bothShow(others);
  });

  test("shows timecode in every window once the video has a frame rate", async () => {
    await first.clickText("Timecode");
    await first.fill("#frame-rate", "29.97 drop-frame");
    await first.fill("#start-timecode", "00:01:00;00");
    await first.clickText("Save");
    await until("the reason", async () => /leaves out 00:01:00;00/.test(await first.text(".timecode-form .refusal")));
    await first.fill("#start-timecode", "01:00:00;00");
    await first.clickText("Save");
    for (const window of [first, second]) {
      await until("timecode", async () => /^01:00:\d\d;\d\d \/ 01:00:59;28$/.test(await window.text(".clock")));
      assert.match(await window.text(".note-time"), /^01:00:/);
    }
  });

  test("gives a note an end, which every window and every export has", async () => {
    const note = "Cut this part";
    await first.write(note);
    await first.tool(note, "Edit");
    await first.fill(".note-end-input", "01:00:00;00");
    await first.clickText("Save");
    await until("the reason", async () => /after the start/.test(await first.text(".note-editor .refusal")));
    await first.fill(".note-end-input", "01:00:59;28");
    await first.clickText("Save");
    for (const window of [first, second]) {
      await until("the end", async () => /– 01:00:59;28/.test((await window.note(note)).time));
      assert.equal(await window.evaluate(`document.querySelectorAll(".line-range").length`), 1);
    }
    const { name, text } = await second.exports("resolve_edl");
    assert.equal(name, "Sample notes.edl");
    assert.match(text, /\|M:Cut this part \|D:\d{3,}/);
    await first.tool(note, "Delete");
    const others = (await second.texts()).filter((each) => each !== note);
    await bothShow(others);
  });

  test("loses no word when the edge is killed in the middle of a sentence", async () => {
    const before = (await first.texts()).length;
    await first.page.press("r");
    await first.recording();
    await first.hears(5);
    await stack.kill("edge");
    await until("the truth", async () => /Offline|Catching up/.test(await first.text(".connection")));
    await first.hears(WHOLE_SENTENCE);
    await first.page.press("r");
    await until("the edge", () => stack.ready(), 30_000);
    await until("the connection", async () => (await first.text(".connection")) === "Live", 30_000);
    await until("the note", async () => (await first.texts()).length > before, 30_000);
    await first.settled();
    await second.shows(await first.texts());
  });

  test("shows how many recordings wait while there is no edge", async () => {
    const before = (await first.texts()).length;
    const release = stack.holdDown("edge");
    await until("the truth", async () => /^Offline/.test(await first.text(".connection")), 30_000);
    await first.page.press("r");
    await first.hears(WHOLE_SENTENCE);
    await first.page.press("r");
    await until("the queue", async () => /^Offline · \d recordings? waiting$/.test(await first.text(".connection")));
    release();
    await until("the connection", async () => (await first.text(".connection")) === "Live", 60_000);
    await until("the note", async () => (await first.texts()).length > before, 30_000);
    await first.settled();
    await second.shows(await first.texts());
  });

  test("finds the video in the library", async () => {
    await second.clickText("Library");
    await until("the sample", async () => /Sample/.test(await second.text(".videos")));
    await second.fill("#search", "nothing of this name");
    await until("no video", async () => /^0 videos/.test(await second.text(".library [role=status]")));
    await second.fill("#search", "sampl");
    await until("the sample again", async () => /^1 video/.test(await second.text(".library [role=status]")));
    await second.fill(".videos select", "complete");
    await second.fill("#status", "complete");
    await until("the status", async () => /Sample/.test(await second.text(".videos")));
    await second.clickText("Sample");
    await second.ready();
    await second.shows(await first.texts());
  });

  test("opens a file of the user, which it does not send", async () => {
    const bytes = fs.readFileSync(new URL("../recorders/testdata/chromium_video.webm", import.meta.url));
    await second.clickText("New review");
    await second.chooseFile("take.webm", "video/webm", bytes.toString("base64"));
    await second.ready();
    await until("its length", async () => /\/ 0:0[1-9]/.test(await second.text(".clock")));
    assert.equal(await second.text("#review-title"), "take.webm");
    await second.clickText("Library");
    await second.clickText("take.webm");
    await until("the request for the file", async () => /not open in this window/.test(await second.text(".stage")));
  });

  test("does nothing that its policy forbids, and fails nowhere", () => {
    assert.deepEqual(reports, []);
  });
});
