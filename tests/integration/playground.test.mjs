// A developer's first hour with the pages of the edge, in a real browser: no script, style or request of a foreign
// host, no control without a name, and code that runs elsewhere.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Browser, hasBrowser } from "./lib/browser.mjs";
import { newUser } from "./lib/client.mjs";
import { startStack } from "./lib/stack.mjs";
import { until } from "./lib/wait.mjs";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));

// Reports what the page's policy forbids, and errors that the page does not catch.
const WATCH = `
  addEventListener("securitypolicyviolation", (event) => report(event.violatedDirective + " " + event.blockedURI));
  addEventListener("error", ({ message }) => report(message));
  addEventListener("unhandledrejection", ({ reason }) => report(String(reason)));
`;

// Functions that act as a person does: by what the labels say.
const HANDS = `
  globalThis.byId = (id) => document.getElementById(id);
  globalThis.text = (id) => byId(id).textContent;
  globalThis.labelled = (label) => [...document.querySelectorAll("label")]
    .find(({ textContent }) => textContent.trim() === label).control;
  globalThis.fill = (input, value) => {
    input.value = value;
    for (const type of ["input", "change"]) input.dispatchEvent(new Event(type, { bubbles: true }));
  };
  globalThis.frames = () => [...byId("frames").children].map(({ textContent }) => textContent);
`;

describe("the playground", { skip: !hasBrowser() && "there is no Chromium", timeout: 180_000 }, () => {
  const user = newUser();
  const reports = [];
  let stack, browser, page, video;

  const open = (pathname) => browser.open(stack.url(pathname), (report) => reports.push(report), WATCH + HANDS);
  const shows = (id, pattern) =>
    until(`#${id} to show ${pattern}`, async () => pattern.test(await page.evaluate(`text("${id}")`)), 30_000);
  const click = (id) => page.evaluate(`byId("${id}").click()`);
  const choose = (id, value) => page.evaluate(`fill(byId("${id}"), ${JSON.stringify(value)})`);
  const fill = (label, value) =>
    page.evaluate(`fill(labelled(${JSON.stringify(label)}), ${JSON.stringify(value)})`);
  const frame = (pattern) =>
    until(`a frame with ${pattern}`, async () => (await page.evaluate("frames()")).find((each) => pattern.test(each)));

  async function code(kind) {
    if (!(await page.evaluate(`byId("code-token").checked`))) await click("code-token");
    await choose("code-kind", kind);
    return page.evaluate(`text("code")`);
  }

  before(async () => {
    stack = await startStack();
    browser = await Browser.launch();
    page = await open("/play");
    await until("the topics", () => page.evaluate(`Boolean(globalThis.byId?.("topic")?.options.length)`));
  });
  after(async () => {
    await browser?.close();
    await stack?.stop();
  });

  test("gets a token of any user from the development login", async () => {
    await until("the login", () => page.evaluate(`!byId("dev-login").hidden`));
    await fill("User", user);
    await page.evaluate(`byId("dev-login").requestSubmit()`);
    await shows("claims", new RegExp(`^User ${user} on playground, expires in 1[45] min`));
  });

  test("connects, joins a topic and pushes an event from a form", async () => {
    await page.evaluate(`byId("connection").requestSubmit()`);
    await shows("state", /^connected$/);
    await choose("topic", "video:meta");
    await click("join");
    await shows("channel-state", /^joined$/);
    await choose("event", "video_detected");
    await fill("platform (required)", "youtube");
    await fill("url", "https://www.youtube.com/watch?v=dQw4w9WgXcQ");
    await page.evaluate(`byId("push-form").requestSubmit()`);
    await shows("reply", /^video_detected: ok$/);
    [, video] = /"video_id": "([0-9a-f-]{36})"/.exec(await frame(/reply ok.*"video_id"/s));
  });

  test("shows pushes, the position and the clients of a topic", async () => {
    await choose("topic", "notes:video:{video_id}");
    await fill("video_id", video);
    await click("recover");
    await click("join");
    await shows("channel-state", /^joined$/);
    await shows("presences", new RegExp(`${user} playground`));
    await choose("event", "create_note");
    await fill("text (required)", "Turn down the music");
    await fill("timestamp_seconds", "42.5");
    await page.evaluate(`byId("push-form").requestSubmit()`);
    await shows("reply", /^create_note: ok$/);
    assert.match(await frame(/note_created.*Turn down the music/s), /"timestamp_seconds": 42\.5/);
    await shows("position", /^Position \d+ in /);
  });

  test("shows an error with its message", async () => {
    await choose("event", "create_note");
    await page.evaluate(`byId("push-form").requestSubmit()`);
    await shows("reply", /^create_note: error, invalid_argument: /);
    const failed = await page.evaluate(`document.querySelector("#frames .failed summary").textContent`);
    assert.match(failed, /reply error.*invalid_argument: /s);
    await page.evaluate(`fill(labelled("Filter"), "invalid_argument")`);
    await shows("frame-count", /^1 of /);
    await page.evaluate(`fill(labelled("Filter"), "")`);
  });

  test("takes raw JSON in place of the form, and sends it by Ctrl+Enter", async () => {
    await click("raw");
    await fill("Payload", '{"text": "From JSON", "timestamp_seconds": 1}');
    const keys = '{ key: "Enter", ctrlKey: true, bubbles: true }';
    await page.evaluate(`labelled("Payload").dispatchEvent(new KeyboardEvent("keydown", ${keys}))`);
    await shows("reply", /^create_note: ok$/);
    await frame(/note_created.*From JSON/s);
  });

  test("gives an HTTP request that runs", async () => {
    const { stdout } = await run("bash", ["-c", await code("HTTP request (curl)")]);
    assert.equal(JSON.parse(stdout).note.text, "From JSON");
  });

  test("gives a Phoenix client that runs", async () => {
    const folder = fs.mkdtempSync(path.join(root, "node_modules", ".playground-"));
    const globals = `import WebSocket from "ws";\nglobalThis.WebSocket = WebSocket;\n`;
    fs.writeFileSync(path.join(folder, "globals.mjs"), globals);
    fs.writeFileSync(path.join(folder, "code.mjs"), await code("Phoenix client (JavaScript)"));
    const child = spawn(process.execPath, ["--import", path.join(folder, "globals.mjs"), path.join(folder, "code.mjs")]);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
    try {
      await until("its reply and its push", () => /joined/.test(output) && /create_note \{/.test(output) && /note_created \{/.test(output));
    } finally {
      child.kill();
      fs.rmSync(folder, { recursive: true });
    }
  });

  test("gives an event stream that runs", async () => {
    const text = await code("Event stream (EventSource)");
    const joined = `new Promise((resolve) => events.addEventListener("join", ({ data }) => resolve(data)))`;
    const data = await page.evaluate(`(() => { ${text}; return ${joined}.finally(() => events.close()); })()`);
    assert.ok(JSON.parse(data).position);
  });

  test("names each control", async () => {
    const controls = await page.controls();
    assert.ok(controls.length > 25, `${controls.length} controls`);
    assert.deepEqual(controls.filter(({ name }) => name === ""), []);
  });

  test("fits a small screen", async () => {
    const narrow = await open("/play");
    await narrow.resize(360, 640);
    await until("the topics", () => narrow.evaluate(`Boolean(globalThis.byId?.("topic")?.options.length)`));
    assert.ok((await narrow.evaluate("document.documentElement.scrollWidth")) <= 360);
  });

  test("recovers by itself when the edge was killed", async () => {
    await stack.kill("edge");
    await shows("state", /^disconnected: closed with 1006; next try in/);
    await shows("state", /^connected$/);
    await shows("channel-state", /^joined$/);
    await shows("position", /recovered what was missed$/);
  });

  test("says why the edge refuses a token", async () => {
    await fill("Token of a user", stack.userToken(user, { ttl: -60 }));
    await page.evaluate(`byId("connection").requestSubmit()`);
    await shows("state", /^refused: expired: /);
  });

  test("has a reference and a first page beside it", async () => {
    const reference = await open("/docs");
    await until("the reference", () => reference.evaluate(`document.body?.textContent.includes("notes:video:{video_id}")`));
    const first = await open("/about");
    await until("the state", () => first.evaluate(`document.querySelector("#state")?.textContent === "ready."`));
    for (const each of [reference, first]) {
      assert.deepEqual((await each.controls()).filter(({ name }) => name === ""), []);
    }
  });

  test("loads nothing that its policy forbids, and has no error", () => {
    assert.deepEqual(reports, []);
  });
});

describe("an edge with --serve_contract=false", () => {
  let stack;
  before(async () => {
    stack = await startStack({ LOSSY_SERVE_CONTRACT: "false" });
  });
  after(() => stack?.stop());

  test("serves neither the documents nor the playground", async () => {
    for (const pathname of ["/play", "/play.js", "/docs", "/api/contract.json", "/api/openapi.json"]) {
      assert.equal((await fetch(stack.url(pathname))).status, 404, pathname);
    }
    assert.doesNotMatch(await (await fetch(stack.url("/about"))).text(), /\/play"/);
  });
});
