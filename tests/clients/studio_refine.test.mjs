// The studio of an installation with a model that can see: notes are refined with the frame on screen.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Browser, hasBrowser } from "../integration/lib/browser.mjs";
import { newUser } from "../integration/lib/client.mjs";
import { FakeOpenAiServer } from "../integration/lib/fake_openai_server.mjs";
import { startStack } from "../integration/lib/stack.mjs";
import { until } from "../integration/lib/wait.mjs";
import { STUDIO, StudioWindow, WATCH } from "./studio_window.mjs";

const NOTE = "The frame is dark";
// Longer than the service waits for an answer.
const LATE_MS = 2000;

describe("a model that can see", { skip: !hasBrowser() && "there is no Chromium", timeout: 180_000 }, () => {
  const reports = [];
  let model, stack, browser, window;

  const tools = () => window.text(".note-tools");
  const only = async () => (await window.texts())[0];

  before(async () => {
    model = await FakeOpenAiServer.start();
    stack = await startStack({
      LOSSY_OPENAI_BASE_URL: model.baseUrl,
      LOSSY_OPENAI_API_KEY: "test",
      LOSSY_REFINE_ANSWER_MS: "1000",
    });
    browser = await Browser.launch();
    window = new StudioWindow(await browser.open(stack.url("/"), (report) => reports.push(report), WATCH + STUDIO));
    await window.signIn(newUser());
    await window.clickText("Try it with a sample");
    await window.ready();
    await window.page.press("ArrowRight");
    await window.write(NOTE);
    await window.page.press("ArrowRight");
  });
  after(async () => {
    await browser?.close();
    await stack?.stop();
    model?.stop();
  });

  test("rewrites a note with the frame of its second, which can be undone", async () => {
    await window.tool(NOTE, "Refine");
    await until("the text of the model", async () => /\(frame [0-9a-f]{8}\)$/.test(await only()));
    assert.equal(await window.position(), 5);
    await until("the end of the request", async () => /Refine(?!…|d)/.test(await tools()));
    await window.tool(await only(), "Undo");
    await until("the former text", async () => (await only()) === NOTE);
  });

  test("that answers late is waited for in words, and its answer appears", async () => {
    await model.script({ mode: "plain", kind: "vision", after_ms: LATE_MS });
    await window.tool(NOTE, "Refine");
    await until("the request to be shown", async () => /Refining…/.test(await tools()));
    await until("the reason", async () => /did not answer in time/.test(await window.text(".problem")));
    await until("the text of the model", async () => /\(frame /.test(await only()));
    await window.clickText("Close");
  });

  test("breaks no policy", () => assert.deepEqual(reports, []));
});
