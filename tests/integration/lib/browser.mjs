// Chromium without a window, driven by its DevTools protocol.

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import WebSocket from "ws";
import { Process } from "./process.mjs";
import { until, within } from "./wait.mjs";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--remote-debugging-port=0",
];

// Members of an event of these keys, besides the name of the key.
const KEYS = { Enter: { text: "\r", windowsVirtualKeyCode: 13 }, Tab: { windowsVirtualKeyCode: 9 } };

// Roles of WAI-ARIA.
const CONTROLS = new Set(
  "button checkbox combobox link listbox radio searchbox slider spinbutton switch textbox".split(" "),
);

const keyEvent = (key) => ({ key, ...(key.length === 1 && { text: key }), ...KEYS[key] });

// Nodes of the DevTools protocol: the node and all below it, with their attributes by name.
function* nodesBelow({ children = [], shadowRoots = [], contentDocument, attributes = [], ...node }) {
  const pairs = attributes.flatMap((name, i) => (i % 2 === 0 ? [[name, attributes[i + 1]]] : []));
  yield { ...node, attributes: Object.fromEntries(pairs) };
  for (const each of [...children, ...shadowRoots, ...(contentDocument ? [contentDocument] : [])]) yield* nodesBelow(each);
}

const executable = (folder) => path.join(folder, "chromium");

export const hasBrowser = () =>
  process.env.PATH.split(path.delimiter).some((folder) => fs.existsSync(executable(folder)));

export class Browser {
  #profile = fs.mkdtempSync(path.join(os.tmpdir(), "lossy-browser-"));
  #flags;
  #process;
  #socket;
  #lastId = 0;
  #answers = new Map();
  #pages = new Map();
  #navigations = new Map(); // Callbacks for the next document, by session.

  constructor(flags) {
    this.#flags = flags;
    this.#process = this.#start();
  }

  // With further flags of Chromium. The caller must close it.
  static async launch(...flags) {
    const browser = new Browser(flags);
    try {
      await browser.#connect();
    } catch (error) {
      await browser.close();
      throw error;
    }
    return browser;
  }

  // A page in a window of its own. A string that the page hands to the global `report` is given to
  // `onReport`. `script` runs in the page before its own scripts.
  async open(url, onReport, script = "") {
    const blank = { url: "about:blank", newWindow: true };
    const { targetId } = await this.#send("Target.createTarget", blank);
    const { sessionId } = await this.#send("Target.attachToTarget", { targetId, flatten: true });
    const send = (method, params, limitMs) => this.#send(method, params, sessionId, limitMs);
    this.#pages.set(sessionId, onReport);
    await send("Runtime.enable");
    await send("Runtime.addBinding", { name: "report" });
    await send("Page.enable");
    await send("Page.addScriptToEvaluateOnNewDocument", { source: script });
    // Each window receives keys, as if the user had just clicked it.
    await send("Emulation.setFocusEmulationEnabled", { enabled: true });
    const navigated = () => new Promise((resolve) => this.#navigations.set(sessionId, resolve));
    // Before the document is there, the blank one takes what is evaluated.
    await Promise.all([within(`a document of ${url}`, navigated(), 20_000), send("Page.navigate", { url })]);
    return new Page(send, navigated);
  }

  // All that runs in the browser: pages, workers and hidden pages of extensions, as {targetId, type, url}.
  async targets() {
    return (await this.#send("Target.getTargets", { filter: [{ type: "tab", exclude: true }, {}] })).targetInfos;
  }

  // A target that nothing opened, such as a hidden page of an extension, to evaluate in.
  async attach(targetId) {
    const { sessionId } = await this.#send("Target.attachToTarget", { targetId, flatten: true });
    return new Page((method, params) => this.#send(method, params, sessionId));
  }

  // Decides for the user about a permission of an origin, such as "microphone": "granted" or "denied".
  async permit(origin, name, setting) {
    await this.#send("Browser.setPermission", { origin, permission: { name }, setting });
  }

  // Ends a target, such as a worker, as the browser does.
  async end(targetId) {
    await this.#send("Target.closeTarget", { targetId });
  }

  // Ends at once, with all its windows, and starts again with the same profile.
  async crash() {
    await this.#process.kill();
    this.#socket.close();
    this.#process = this.#start();
    await this.#connect();
  }

  async close() {
    this.#socket?.close();
    await this.#process.stop();
    fs.rmSync(this.#profile, { recursive: true, force: true, maxRetries: 10 });
  }

  #start() {
    return new Process("chromium", [...FLAGS, ...this.#flags, `--user-data-dir=${this.#profile}`]);
  }

  async #connect() {
    const said = () => /^DevTools listening on (ws:\S+)$/m.exec(this.#process.stderr);
    const [, url] = await until("Chromium to start", said);
    this.#socket = new WebSocket(url);
    this.#socket.on("message", (data) => this.#receive(JSON.parse(data)));
    const opened = new Promise((resolve, reject) => {
      this.#socket.once("open", resolve).once("error", reject);
    });
    await within("a connection to Chromium", opened);
  }

  #send(method, params = {}, sessionId = undefined, limitMs = 20_000) {
    const id = ++this.#lastId;
    this.#socket.send(JSON.stringify({ id, method, params, sessionId }));
    const answer = new Promise((resolve, reject) => this.#answers.set(id, { resolve, reject }));
    return within(method, answer, limitMs);
  }

  #receive({ id, result, error, method, params, sessionId }) {
    if (method === "Runtime.bindingCalled") this.#pages.get(sessionId)(params.payload);
    if (method === "Page.frameNavigated" && !params.frame.parentId) this.#navigations.get(sessionId)?.();
    if (!this.#answers.has(id)) return;
    const { resolve, reject } = this.#answers.get(id);
    this.#answers.delete(id);
    if (error) {
      reject(new Error(error.message));
    } else {
      resolve(result);
    }
  }
}

class Page {
  #send;
  #navigated;

  // The promise of `navigated` resolves when the window shows its next document.
  constructor(send, navigated) {
    this.#send = send;
    this.#navigated = navigated;
  }

  // Returns when the window has the new document: before that, the old one takes what is evaluated.
  async reload() {
    const navigated = within("a reload", this.#navigated(), 20_000);
    await Promise.all([navigated, this.#send("Page.reload")]);
  }

  // The value of a JavaScript expression; a promise is waited for.
  async evaluate(expression, limitMs = undefined) {
    const params = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await this.#send("Runtime.evaluate", params, limitMs);
    const failure = exceptionDetails?.exception?.description;
    if (failure) throw new Error(`${expression}: ${failure}`);
    return result.value;
  }

  // The elements of a class, also those in frames and in closed shadow roots: {attributes, box}. The box is in
  // pixels of the window, and null if the element is not shown.
  async findAll(className) {
    const { root } = await this.#send("DOM.getDocument", { depth: -1, pierce: true });
    const found = [...nodesBelow(root)].filter(({ attributes }) => attributes.class?.split(" ").includes(className));
    return Promise.all(
      found.map(async ({ attributes, backendNodeId }) => {
        const { model } = await this.#send("DOM.getBoxModel", { backendNodeId }).catch(() => ({}));
        const [left, top] = model?.border ?? [];
        return { attributes, box: model ? { left, top, width: model.width, height: model.height } : null };
      }),
    );
  }

  // Clicks into the middle of a box of the window, as a person does.
  async click({ left, top, width, height }) {
    const place = { x: left + width / 2, y: top + height / 2, button: "left", clickCount: 1 };
    for (const type of ["mousePressed", "mouseReleased"]) await this.#send("Input.dispatchMouseEvent", { type, ...place });
  }

  // Presses and releases keys, such as "r" or "Escape".
  async press(...keys) {
    for (const key of keys) {
      await this.hold(key);
      await this.release(key);
    }
  }

  async hold(key) {
    await this.#send("Input.dispatchKeyEvent", { type: "keyDown", ...keyEvent(key) });
  }

  async release(key) {
    await this.#send("Input.dispatchKeyEvent", { type: "keyUp", ...keyEvent(key) });
  }

  // Types a text into the focused field.
  async type(text) {
    await this.#send("Input.insertText", { text });
  }

  // A PNG of what the window shows.
  async screenshot() {
    const { data } = await this.#send("Page.captureScreenshot", { format: "png" });
    return Buffer.from(data, "base64");
  }

  // "light" or "dark", as the user's system asks for it.
  async prefer(scheme) {
    const features = [{ name: "prefers-color-scheme", value: scheme }];
    await this.#send("Emulation.setEmulatedMedia", { features });
  }

  // Shows the page as a telephone of this size does.
  async resize(width, height) {
    const screen = { width, height, deviceScaleFactor: 1, mobile: true };
    await this.#send("Emulation.setDeviceMetricsOverride", screen);
  }

  // The inputs, buttons and links as assistive technology gets them: {role, name} of each.
  async controls() {
    const { nodes } = await this.#send("Accessibility.getFullAXTree");
    return nodes
      .filter(({ ignored, role }) => !ignored && CONTROLS.has(role?.value))
      .map(({ role, name }) => ({ role: role.value, name: name?.value ?? "" }));
  }
}
