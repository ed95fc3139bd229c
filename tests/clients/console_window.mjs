// A window of the console, as an operator uses it.

import assert from "node:assert/strict";
import { until } from "../integration/lib/wait.mjs";

const quoted = JSON.stringify;

export class ConsoleWindow {
  constructor(page) {
    this.page = page;
  }

  evaluate(expression) {
    return this.page.evaluate(expression);
  }

  exists(selector) {
    return this.evaluate(`Boolean(document.querySelector(${quoted(selector)}))`);
  }

  shows(selector) {
    return until(selector, () => this.exists(selector), 30_000);
  }

  text(selector) {
    return this.evaluate(`document.querySelector(${quoted(selector)})?.textContent ?? ""`);
  }

  texts(selector) {
    return this.evaluate(`[...document.querySelectorAll(${quoted(selector)})].map(({ textContent }) => textContent)`);
  }

  attribute(selector, name) {
    return this.evaluate(`document.querySelector(${quoted(selector)})?.getAttribute(${quoted(name)}) ?? null`);
  }

  focused(selector) {
    return this.evaluate(`document.activeElement?.matches(${quoted(selector)}) ?? false`);
  }

  // Presses Tab until the element has the keyboard. `isVisible` checks the focus at each step.
  async tabTo(selector, maxTabs, isVisible) {
    for (let tabs = 0; !(await this.focused(selector)); ++tabs) {
      assert.ok(tabs < maxTabs, `${selector} cannot be reached by Tab`);
      await this.page.press("Tab");
      assert.ok(await isVisible(this.page), "the focus is invisible");
    }
  }

  // Clicks the button that assistive technology reads as this text.
  clickText(text) {
    const click = `(() => {
      const found = [...document.querySelectorAll("button")].find(
        ({ textContent, disabled }) => textContent.trim() === ${quoted(text)} && !disabled);
      found?.click();
      return Boolean(found);
    })()`;
    return until(`a button "${text}"`, () => this.evaluate(click));
  }

  async confirm(verb) {
    await this.shows("dialog[open] .confirm");
    assert.equal(await this.text("dialog[open] .confirm"), verb);
    await this.evaluate(`document.querySelector("dialog[open] .confirm").click()`);
    await until("the end of the question", async () => !(await this.exists("dialog")));
  }

  // As the browser does for a person: preact follows the events.
  async fill(selector, value) {
    await this.shows(selector);
    await this.evaluate(`(() => {
      const element = document.querySelector(${quoted(selector)});
      Object.getOwnPropertyDescriptor(Object.getPrototypeOf(element), "value").set.call(element, ${quoted(value)});
      for (const type of ["input", "change"]) element.dispatchEvent(new Event(type, { bubbles: true }));
    })()`);
  }

  choose(selector, value) {
    return this.fill(selector, value);
  }

  check(selector) {
    return this.evaluate(`document.querySelector(${quoted(selector)}).click()`);
  }

  async signIn(token) {
    await this.fill("#token", token);
    await this.clickText("Sign in");
  }

  async search(text) {
    await this.fill("#search", text);
    await this.clickText("Show");
  }

  // The overview shows this replica, as "video 127.0.0.1:4101", in this state.
  hasState(replica, state) {
    const selector = `[data-replica="${replica}"]`;
    return until(`${replica} to be ${state}`, async () => (await this.attribute(selector, "data-state")) === state, 30_000);
  }
}
