// A browser with the extension, and its parts.

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { buildExtension } from "../../clients/build.mjs";
import { Browser } from "../integration/lib/browser.mjs";
import { until } from "../integration/lib/wait.mjs";

const within = (url) => new URL(url).pathname;

export class ExtensionBrowser {
  #folder;
  #browser;
  #origin;

  // With further flags of Chromium. The caller must close it.
  static async launch(...flags) {
    const made = new ExtensionBrowser();
    made.#folder = fs.mkdtempSync(path.join(os.tmpdir(), "extension-"));
    try {
      await buildExtension(made.#folder);
      const unpacked = path.join(made.#folder, "chrome");
      made.#browser = await Browser.launch(
        `--load-extension=${unpacked}`,
        "--disable-features=DisableLoadExtensionCommandLineSwitch",
        ...flags,
      );
      const { url } = await until("the extension", () => made.#find("/worker.js"));
      made.#origin = url.slice(0, -"/worker.js".length);
    } catch (error) {
      await made.close();
      throw error;
    }
    return made;
  }

  open(url, onReport, script) {
    return this.#browser.open(url, onReport, script);
  }

  // A page of the extension, such as "panel.html".
  openOwn(name, onReport, script) {
    return this.open(`${this.#origin}/${name}`, onReport, script);
  }

  // A page that the extension has opened, such as "microphone.html".
  async opened(name) {
    const { targetId } = await until(name, () => this.#find(`/${name}`));
    return this.#browser.attach(targetId);
  }

  async has(name) {
    return Boolean(await this.#find(`/${name}`));
  }

  // "granted" or "denied".
  permitMicrophone(setting) {
    return this.#browser.permit(this.#origin, "microphone", setting);
  }

  // Stops the worker, as the browser does with one that is idle.
  async stopWorker() {
    const { targetId } = await until("the worker", () => this.#find("/worker.js"));
    await this.#browser.end(targetId);
    await until("the end of the worker", async () => (await this.#find("/worker.js"))?.targetId !== targetId);
  }

  // A key command of the manifest, as the browser reports it to the worker.
  async command(name) {
    await this.#inWorker(`chrome.commands.onCommand.dispatch(${JSON.stringify(name)})`);
  }

  // A click on the context menu, as the browser reports it to the worker.
  async queue(click) {
    await this.#inWorker(`chrome.contextMenus.onClicked.dispatch(${JSON.stringify(click)}, { title: "A page" })`);
  }

  // Unloads the extension, and loads it again. Its pages end.
  async reload() {
    await this.#inWorker(`void setTimeout(() => chrome.runtime.reload())`);
  }

  async #inWorker(expression) {
    const { targetId } = await until("the worker", () => this.#find("/worker.js"));
    await (await this.#browser.attach(targetId)).evaluate(expression);
  }

  async close() {
    await this.#browser?.close();
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }

  async #find(pathname) {
    const targets = await this.#browser.targets();
    return targets.find(({ url }) => url.startsWith("chrome-extension:") && within(url) === pathname);
  }
}

// The messages of the engine to a panel. `page` is a page of the extension.
export class EngineView {
  constructor(page) {
    this.page = page;
  }

  // Connects as a panel does, for the first time or to another engine.
  async connect() {
    await this.page.evaluate(`
      globalThis.view = { state: null, problems: globalThis.view?.problems ?? [], port: chrome.runtime.connect({ name: "panel" }) };
      view.port.onMessage.addListener((message) => {
        if (message.kind === "state") view.state = message.state;
        if (message.kind === "problem") view.problems.push(message.text);
      });
    `);
  }

  state() {
    return this.page.evaluate(`view.state`);
  }

  problems() {
    return this.page.evaluate(`view.problems`);
  }

  send(message) {
    return this.page.evaluate(`view.port.postMessage(${JSON.stringify(message)})`);
  }

  // The value of the worker's answer.
  async ask(request) {
    const message = JSON.stringify({ to: "worker", ...request });
    const { value, error } = await this.page.evaluate(`chrome.runtime.sendMessage(${message})`);
    if (error) throw new Error(error);
    return value;
  }

  // Resolves with the state when `condition` is true of it.
  async until(what, condition, limit) {
    let state;
    const seen = async () => condition((state = (await this.state()) ?? {}));
    await until(what, seen, limit).catch((error) => {
      throw new Error(`${error.message}: ${JSON.stringify(state)}`);
    });
    return state;
  }
}

// A page with a video, as the user sees it.
export class VideoPage {
  constructor(page) {
    this.page = page;
  }

  pause() {
    return this.page.evaluate(`document.querySelector("video").pause()`);
  }

  play() {
    return this.page.evaluate(`document.querySelector("video").play()`);
  }

  position() {
    return this.page.evaluate(`document.querySelector("video").currentTime`);
  }

  paused(paused) {
    const state = () => this.page.evaluate(`document.querySelector("video").paused`);
    return until(paused ? "the video to pause" : "the video to play", async () => (await state()) === paused);
  }

  // The notes that have a marker. Notes that are close to each other share one.
  async marked() {
    const controls = await this.page.controls();
    const labels = controls.map(({ name }) => name).filter((name) => name.startsWith("Note at "));
    return labels.reduce((sum, label) => sum + 1 + Number(/, and (\d+) more$/.exec(label)?.[1] ?? 0), 0);
  }
}
