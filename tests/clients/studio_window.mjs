// A window of the studio, as a person uses it.

import { isDeepStrictEqual } from "node:util";
import { until } from "../integration/lib/wait.mjs";

// Reports what the page's policy forbids, and errors that the page does not catch.
export const WATCH = `
  addEventListener("securitypolicyviolation", (event) => report(event.violatedDirective + " " + event.blockedURI));
  addEventListener("error", ({ message }) => report(message));
  addEventListener("unhandledrejection", ({ reason }) => report(String(reason?.stack ?? reason)));
`;

// Functions that act as a person does: by what the labels say.
export const STUDIO = `
  globalThis.studio = {
    notes: () => [...document.querySelectorAll(".note")],
    note: (text) => studio.notes().find((note) => note.querySelector(".note-text")?.textContent === text),
    click: (text) => {
      const found = [...document.querySelectorAll("button")].find(({ textContent }) => textContent.trim() === text);
      found?.click();
      return Boolean(found);
    },
    // As the browser does for a person: preact follows the events.
    fill: (input, value) => {
      Object.getOwnPropertyDescriptor(Object.getPrototypeOf(input), "value").set.call(input, value);
      for (const type of ["input", "change"]) input.dispatchEvent(new Event(type, { bubbles: true }));
    },
    // Pieces that the recorder gave.
    pieces: 0,
    // The last file that the page saved: {name, text}.
    saved: null,
  };
  const { createObjectURL } = URL;
  let blob;
  URL.createObjectURL = (object) => createObjectURL((blob = object));
  HTMLAnchorElement.prototype.click = function () {
    blob.text().then((text) => (studio.saved = { name: this.download, text }));
  };
  const { start } = MediaRecorder.prototype;
  MediaRecorder.prototype.start = function (...args) {
    this.addEventListener("dataavailable", () => (studio.pieces += 1));
    return start.apply(this, args);
  };
`;

export class StudioWindow {
  constructor(page) {
    this.page = page;
  }

  evaluate(expression) {
    return this.page.evaluate(expression);
  }

  text(selector) {
    return this.evaluate(`document.querySelector(${JSON.stringify(selector)})?.textContent ?? ""`);
  }

  async fill(selector, value) {
    const element = `document.querySelector(${JSON.stringify(selector)})`;
    await until(selector, () => this.evaluate(`Boolean(${element})`));
    return this.evaluate(`studio.fill(${element}, ${JSON.stringify(value)})`);
  }

  clickText(text) {
    return until(`a button "${text}"`, () => this.evaluate(`studio.click(${JSON.stringify(text)})`));
  }

  async signIn(user) {
    await until("the door", () => this.evaluate(`Boolean(document.querySelector("#name"))`));
    await this.fill("#name", user);
    await this.clickText("Start");
  }

  // The same if an earlier window of the browser may have signed in, as this user or another one.
  async signInAgain(user) {
    const who = `document.querySelector("#name") ? "none" : document.querySelector(".bar [title]")?.title`;
    const known = await until("the door, or a user", () => this.evaluate(who));
    if (known.endsWith(user)) return;
    if (known !== "none") await this.clickText("Sign out");
    await this.signIn(user);
  }

  async chooseFile(name, type, base64) {
    await until("the start", () => this.evaluate(`Boolean(document.querySelector("input[type=file]"))`));
    await this.evaluate(`(() => {
      const bytes = Uint8Array.from(atob(${JSON.stringify(base64)}), (char) => char.charCodeAt(0));
      const chosen = new DataTransfer();
      chosen.items.add(new File([bytes], ${JSON.stringify(name)}, { type: ${JSON.stringify(type)} }));
      const input = document.querySelector("input[type=file]");
      input.files = chosen.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    })()`);
  }

  // The review is on screen, and current.
  async ready() {
    const speak = `Boolean(document.querySelector(".speak:not(:disabled)"))`;
    await until("the microphone's button", () => this.evaluate(speak), 30_000);
    await until("the connection", async () => (await this.text(".connection")) === "Live", 30_000);
  }

  recording() {
    return until("the microphone", async () => /^Recording/.test(await this.text(".speak")));
  }

  // The recorder gave so many more pieces.
  async hears(pieces, limitMs = 30_000) {
    const before = await this.evaluate(`studio.pieces`);
    await until("pieces of audio", () => this.evaluate(`studio.pieces >= ${before + pieces}`), limitMs);
  }

  // All that was said is a note, or the page says why not.
  async settled() {
    const waits = `document.querySelectorAll(".heard li:not(.refusal)").length`;
    const idle = async () => (await this.text(".speak")) === "Speak" && (await this.text(".connection")) === "Live" && (await this.evaluate(waits)) === 0;
    await until("what was said to be a note", idle, 30_000);
  }

  texts() {
    return this.evaluate(`studio.notes().map((note) => note.querySelector(".note-text")?.textContent)`);
  }

  // So many notes. A failure has those that are there, and what the page says of the rest.
  async noted(count, limitMs) {
    await until(`${count} notes`, async () => (await this.texts()).length >= count, limitMs).catch(async (error) => {
      throw new Error(`${error.message}: ${JSON.stringify(await this.timed())}; ${await this.text(".heard")}`);
    });
  }

  // The notes in the order of the list, with their whole seconds.
  timed() {
    return this.evaluate(`studio.notes().map((note) => {
      const [minutes, seconds] = note.querySelector(".note-time").textContent.split(":").map(Number);
      return { seconds: 60 * minutes + seconds, text: note.querySelector(".note-text").textContent };
    })`);
  }

  // The notes in any order.
  async shows(texts) {
    const expected = [...texts].sort();
    let seen;
    const same = async () => isDeepStrictEqual((seen = (await this.texts()).sort()), expected);
    await until("the notes", same).catch((error) => {
      throw new Error(`${error.message} ${JSON.stringify(expected)}, but ${JSON.stringify(seen)}`);
    });
  }

  counts() {
    return this.evaluate(`({
      notes: studio.notes().length,
      markers: document.querySelectorAll(".marker").length,
    })`);
  }

  note(text) {
    return this.evaluate(`(() => {
      const note = studio.note(${JSON.stringify(text)});
      return {
        status: note?.dataset.status,
        category: note?.querySelector(".note-category").value,
        time: note?.querySelector(".note-time").textContent,
      };
    })()`);
  }

  // The file that the page saves in this format.
  async exports(format) {
    await this.evaluate(`studio.saved = null`);
    await this.fill(".export", format);
    return until("the file", () => this.evaluate(`studio.saved`));
  }

  async position() {
    return Number(await this.evaluate(`document.querySelector(".line-track").getAttribute("aria-valuenow")`));
  }

  async write(text) {
    await this.page.press("n");
    await this.page.type(text);
    await this.page.press("Enter");
    await until("the note", async () => (await this.texts()).includes(text));
    await this.evaluate(`document.activeElement.blur()`);
  }

  tool(text, name) {
    return this.evaluate(`[...studio.note(${JSON.stringify(text)}).querySelectorAll("button")]
      .find(({ textContent }) => textContent === ${JSON.stringify(name)}).click()`);
  }

  categorize(text, category) {
    const select = `studio.note(${JSON.stringify(text)}).querySelector(".note-category")`;
    return this.evaluate(`studio.fill(${select}, ${JSON.stringify(category)})`);
  }

  async edit(text, changed) {
    await this.tool(text, "Edit");
    await until("the editor", () => this.evaluate(`document.activeElement?.matches(".note-editor textarea")`));
    await this.evaluate(`document.activeElement.select()`);
    await this.page.type(changed);
    await this.page.press("Enter");
    await until("the change", async () => (await this.texts()).includes(changed));
  }
}
