// The console of operators in Chromium, against a stack of its own.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { Browser, hasBrowser } from "../integration/lib/browser.mjs";
import { Client, closeClients, newUser } from "../integration/lib/client.mjs";
import { freePort } from "../integration/lib/ports.mjs";
import { startStack } from "../integration/lib/stack.mjs";
import { until } from "../integration/lib/wait.mjs";
import { ConsoleWindow } from "./console_window.mjs";
import { focusIsVisible, foreignLoads, problemsOf } from "./page_quality.mjs";
import { WATCH } from "./studio_window.mjs";

const MAX_COMPRESSED_BYTES = 60 * 1024;
const MAX_TABS = 30;
// For docs/images: LOSSY_SCREENSHOTS is a folder.
const SCREENSHOTS = process.env.LOSSY_SCREENSHOTS;

describe("the console of operators", { skip: !hasBrowser() && "there is no Chromium", timeout: 600_000 }, () => {
  const reports = [];
  const user = newUser("ana");
  let stack, port, browser, page, view, meta, token;

  const consoleUrl = (place = "/") => `http://localhost:${port}${place}`;
  const operatorToken = (...options) =>
    stack.dev("ctl", "token", "--user=ops", "--audience=lossy.console.v1", ...options);
  const named = (program) => `${program} ${stack.address(program)}`;

  async function picture(name) {
    if (SCREENSHOTS) fs.writeFileSync(path.join(SCREENSHOTS, name), await page.screenshot());
  }

  before(async () => {
    port = await freePort();
    stack = await startStack({ LOSSY_CONSOLE_PORT: String(port) }, "--console");
    token = await operatorToken();
    browser = await Browser.launch();
    page = await browser.open(consoleUrl(), (report) => reports.push(report), WATCH);
    view = new ConsoleWindow(page);
    meta = await new Client(stack, stack.userToken(user, { device: "laptop" })).join("video:meta");
  });
  after(async () => {
    await closeClients();
    await browser?.close();
    await stack?.stop();
  });

  test("the sign-in has no problem", async () => {
    await view.shows("#token");
    assert.deepEqual(await problemsOf(page, "sign-in"), []);
  });

  test("accepts no token but an operator's for the console", async () => {
    const refused = [
      ["a reviewer's", stack.userToken(user)],
      ["an operator's for the services", await stack.dev("ctl", "token", "--user=ops")],
      ["a text that is no token", "nothing"],
    ];
    for (const [name, text] of refused) {
      await view.signIn(text);
      await until(`the refusal of ${name}`, async () => /not accepted/.test(await view.text(".problem")));
      await view.clickText("Close");
    }
  });

  test("the keyboard alone leads from the sign-in to a user", async () => {
    await view.tabTo("#token", MAX_TABS, focusIsVisible);
    // The refused text is still there.
    await view.evaluate(`document.activeElement.select()`);
    await page.type(token);
    await view.tabTo("form button.main", MAX_TABS, focusIsVisible);
    await page.press("Enter");
    await view.shows(".replica");
    await page.press("/");
    await until("the search to have the keyboard", () => view.focused("#search"));
    await page.type(user);
    await page.press("Enter");
    await view.shows(".socket");
    await page.press("o");
    await view.shows(".replica");
  });

  test("the overview has every process, and no problem", async () => {
    for (const name of ["video", "agent", "notes", "notifications", "admin"]) {
      await view.hasState(named(name), "ready");
    }
    assert.equal((await view.texts(".replica h3")).filter((text) => text.startsWith("edge")).length, 2);
    await until("the connection", async () => (await view.text(".connection")) === "Live");
    await until("no problem", async () => (await view.text("#troubles-title")) === "No problem");
    await view.clickText(`Details of ${named("video")}`);
    await until("a flag", async () => /--listen/.test(await view.text(".flags")));
    assert.deepEqual(await problemsOf(page, "overview"), []);
    await picture("console.png");
  });

  test("shows a process that is down, and when it is there again", async () => {
    const release = stack.holdDown("notes");
    await view.hasState(named("notes"), "silent");
    await until("the problem", async () => (await view.text(".troubles")).includes(`${named("notes")} does not answer`));
    assert.deepEqual(await problemsOf(page, "a process that is down"), []);
    release();
    await view.hasState(named("notes"), "ready");
  });

  test("sets the log level of one process for a time", async () => {
    await view.choose(`[data-replica="${named("video")}"] select`, "debug");
    await view.confirm("Set the level");
    await until("the level", async () =>
      /until/.test(await view.text(`[data-replica="${named("video")}"]`)));
    await until("the action", async () => (await view.text(".actions")).includes("ops set log level"));
    assert.match(stack.read("log", "video.log"), /"admin_called".*"ops"/);
  });

  test("an operator who cancels changes nothing", async () => {
    const pid = stack.pid("video");
    await view.clickText(`Drain ${named("video")}`);
    assert.deepEqual(await problemsOf(page, "a question"), []);
    await view.clickText("Cancel");
    await until("no question", async () => !(await view.exists("dialog")));
    assert.equal(stack.pid("video"), pid);
    assert.doesNotMatch(stack.read("log", "admin.log"), /"drain"/);
  });

  test("drains a process, which the supervisor starts again", async () => {
    const pid = stack.pid("agent");
    await view.clickText(`Drain ${named("agent")}`);
    await view.confirm("Drain");
    await until("another process", () => stack.pid("agent") !== pid, 30_000);
    await view.hasState(named("agent"), "ready");
    assert.match(stack.read("log", "admin.log"), /"operator_acted".*"ops".*"drain"/);
  });

  test("finds a user's sockets", async () => {
    await view.search(user);
    await view.shows(".socket");
    const text = await view.text(".socket");
    assert.match(text, /laptop/);
    assert.match(text, /websocket/);
    assert.match(text, /video:meta/);
  });

  test("follows the user's frames, without payloads unless asked for", async () => {
    await view.clickText("Follow");
    await until("the follow", async () => /^ops follows 1 edge|^ops follows 2 edges/.test(await view.text(".follow-text")));
    await meta.push("list_videos", {});
    await view.shows('.frame[data-event="list_videos"]');
    assert.equal(await view.exists(".frame-payload"), false);
    await view.clickText("Unfollow");
    await until("the end", async () => /An operator ended it/.test(await view.text(".follow-text")));

    await view.check(".payloads");
    await view.clickText("Follow");
    await until("the follow", async () => /with payloads/.test(await view.text(".follow-text")));
    await meta.push("list_videos", { limit: 7 });
    await until("the payload", async () => (await view.texts(".frame-payload")).some((text) => text.includes('"limit":7')));
    assert.deepEqual(await problemsOf(page, "frames"), []);
    await picture("console-user.png");
    await view.clickText("Unfollow");
    await until("the end", async () => /An operator ended it/.test(await view.text(".follow-text")));
  });

  test("receives the frames that it has missed", async () => {
    await view.check(".payloads");
    await view.clickText("Follow");
    await until("the follow", async () => /without payloads/.test(await view.text(".follow-text")));
    await view.clickText("Clear");
    const release = stack.holdDown("console");
    await until("the page to be offline", async () => (await view.text(".connection")) === "Offline");
    await meta.push("list_videos", {});
    release();
    await view.shows('.frame[data-event="list_videos"]');
    await view.clickText("Unfollow");
  });

  test("closes a socket, and the client connects again", async () => {
    const id = await view.attribute(".socket", "data-socket");
    await view.clickText(`Close socket ${id}`);
    await view.confirm("Close the socket");
    await until("another socket", async () => {
      const now = await view.attribute(".socket", "data-socket");
      return now && now !== id;
    });
    await meta.push("list_videos", {});
  });

  test("shows a topic as every replica has it", async () => {
    await view.search("video:meta");
    await view.shows(".topic-state");
    assert.ok((await view.texts(".topic-state h3")).some((text) => text.startsWith("notifications")));
    assert.deepEqual(await problemsOf(page, "a topic"), []);
  });

  test("says that a session is unknown", async () => {
    await view.search("audio:00000000-0000-7000-8000-000000000000");
    await view.shows('.refusal[role="alert"]');
  });

  test("keeps the screen and the operator over a reload", async () => {
    await view.search(user);
    await view.shows(".socket");
    await page.reload();
    await view.shows(".socket");
  });

  test("is small, loads from no other host and keeps its policy", async (t) => {
    assert.deepEqual(await foreignLoads(page), []);
    let bytes = 0;
    for (const name of ["/", "/console.js", "/console.css"]) {
      const response = await fetch(consoleUrl(name), { headers: { "accept-encoding": "gzip" } });
      bytes += Number(response.headers.get("content-length"));
    }
    t.diagnostic(`${bytes} bytes compressed`);
    assert.ok(bytes <= MAX_COMPRESSED_BYTES, `${bytes} bytes`);
    const policy = (await fetch(consoleUrl())).headers.get("content-security-policy");
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe/);
    assert.deepEqual(reports, []);
  });

  test("signs out", async () => {
    await view.clickText("Sign out");
    await view.shows("#token");
    assert.equal(await view.evaluate(`sessionStorage.length`), 0);
  });
});
