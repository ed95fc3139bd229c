// Firefox without a window, driven by WebDriver BiDi (https://w3c.github.io/webdriver-bidi).

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import WebSocket from "ws";
import { Process } from "./process.mjs";
import { until, within } from "./wait.mjs";

const PROGRAM = "firefox-esr";
// The first session begins when the first window is there, which takes its time on a busy machine.
const START_MS = 180_000;

const PREFERENCES = {
  "app.update.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "media.autoplay.default": 0,
  "media.autoplay.block-webaudio": false,
  "media.cubeb.sandbox": false,
  "media.cubeb.force_mock_context": true,
  "media.autoplay.blocking_policy": 0,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "remote.active-protocols": 1,
  "toolkit.telemetry.enabled": false,
};

// Without this a test cannot open pages of an extension.
const SYSTEM_ACCESS = "--remote-allow-system-access";

// Keys with a name have a code point of their own (WebDriver, 17.4.2).
const KEYS = { Enter: "\uE007", Escape: "\uE00C" };

export const hasFirefox = () =>
  process.env.PATH.split(path.delimiter).some((folder) => fs.existsSync(path.join(folder, PROGRAM)));

export class Firefox {
  #profile = fs.mkdtempSync(path.join(os.tmpdir(), "lossy-firefox-"));
  #preferences;
  #process;
  #socket;
  #lastId = 0;
  #answers = new Map();
  #reports = new Map();

  constructor(preferences) {
    this.#preferences = { ...PREFERENCES, ...preferences };
  }

  // With further preferences. The caller must close it.
  static async launch(preferences = {}) {
    const browser = new Firefox(preferences);
    try {
      await browser.#start();
    } catch (error) {
      await browser.close();
      throw error;
    }
    return browser;
  }

  // A page in a tab of its own, as Browser.open of browser.mjs. In a page of an extension the script does not run.
  async open(url, onReport, script = "") {
    const { context } = await this.#send("browsingContext.create", { type: "window" });
    this.#reports.set(context, onReport);
    await this.#send("script.addPreloadScript", {
      functionDeclaration: `(report) => { globalThis.report = report; ${script} }`,
      arguments: [{ type: "channel", value: { channel: context } }],
      contexts: [context],
    });
    await this.#send("browsingContext.navigate", { context, url, wait: "complete" });
    return new Page((method, params) => this.#send(method, params), context);
  }

  // Installs an unpacked extension until the browser ends.
  async install(folder) {
    await this.#send("webExtension.install", { extensionData: { type: "path", path: folder } });
  }

  async close() {
    this.#socket?.close();
    await this.#process?.stop();
    fs.rmSync(this.#profile, { recursive: true, force: true, maxRetries: 10 });
  }

  async #start() {
    const lines = Object.entries(this.#preferences).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});`);
    fs.writeFileSync(path.join(this.#profile, "user.js"), lines.join("\n"));
    const flags = ["--headless", SYSTEM_ACCESS, "--no-remote", "--profile", this.#profile, "--remote-debugging-port=0"];
    this.#process = new Process(PROGRAM, flags);
    const said = () => /^WebDriver BiDi listening on (ws:\S+)$/m.exec(this.#process.stderr);
    const [, url] = await until("Firefox to start", said, START_MS);
    this.#socket = new WebSocket(`${url}/session`);
    this.#socket.on("message", (data) => this.#receive(JSON.parse(data)));
    const opened = new Promise((resolve, reject) => {
      this.#socket.once("open", resolve).once("error", reject);
    });
    await within("a connection to Firefox", opened);
    await this.#send("session.new", { capabilities: {} }, START_MS);
    await this.#send("session.subscribe", { events: ["script.message"] });
  }

  #send(method, params, limitMs = 60_000) {
    const id = ++this.#lastId;
    this.#socket.send(JSON.stringify({ id, method, params }));
    const answer = new Promise((resolve, reject) => this.#answers.set(id, { resolve, reject }));
    return within(method, answer, limitMs);
  }

  #receive({ type, id, result, error, message, params }) {
    if (type === "event") return this.#reports.get(params.channel)?.(params.data.value);
    const { resolve, reject } = this.#answers.get(id);
    this.#answers.delete(id);
    if (type === "error") reject(new Error(`${error}: ${message}`));
    else resolve(result);
  }
}

class Page {
  #send;
  #context;

  constructor(send, context) {
    this.#send = send;
    this.#context = context;
  }

  async reload() {
    await this.#send("browsingContext.reload", { context: this.#context, wait: "complete" });
  }

  // The value of a JavaScript expression; a promise is waited for.
  async evaluate(expression) {
    const { result, exceptionDetails } = await this.#send("script.evaluate", {
      expression: `(async () => JSON.stringify(await (${expression})))()`,
      target: { context: this.#context },
      awaitPromise: true,
    });
    if (exceptionDetails) throw new Error(`${expression}: ${exceptionDetails.text}`);
    return result.value === undefined ? undefined : JSON.parse(result.value);
  }

  // Presses and releases keys, such as "r" or "Escape".
  async press(...keys) {
    const actions = keys.flatMap((key) => {
      const value = KEYS[key] ?? key;
      return [{ type: "keyDown", value }, { type: "keyUp", value }];
    });
    await this.#act(actions);
  }

  async type(text) {
    await this.press(...text);
  }

  async #act(actions) {
    await this.#send("input.performActions", {
      context: this.#context,
      actions: [{ type: "key", id: "keyboard", actions }],
    });
  }
}
