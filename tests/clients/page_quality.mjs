// Checks of a page that a person sees: accessibility by axe, its width, what it loads and when it paints.
// `page` is a page of tests/integration/lib/browser.mjs, of the studio or of any other client.

import { createRequire } from "node:module";
import fs from "node:fs";

const axe = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// WCAG 2.2 A and AA, and the practices that axe counts besides.
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

// The checks of a long page take their time on a busy machine.
const CHECK_MS = 90_000;

export const DESK = [1280, 800];
export const PHONE = [360, 740];

// The violations that axe finds in the present state of the page, each as a text. Animations are ended
// before, because a text that fades in has less contrast. The page is scrolled to its end, where a bar that
// sticks to the bottom covers nothing.
export async function violations(page) {
  if (!(await page.evaluate(`Boolean(globalThis.axe)`))) await page.evaluate(axe);
  const check = `(async () => {
    for (const animation of document.getAnimations()) animation.finish();
    scrollTo(0, document.documentElement.scrollHeight);
    const found = await axe.run(document, {
      runOnly: ${JSON.stringify(RULES)},
      resultTypes: ["violations"],
      preload: false,
    });
    return found.violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, any }) => [id, help, target.join(" "), any[0]?.message].filter(Boolean).join(": ")));
  })()`;
  return page.evaluate(check, CHECK_MS);
}

// The pixels by which the page is wider than its window.
export const excessWidth = (page) =>
  page.evaluate(`Math.max(0, document.documentElement.scrollWidth - innerWidth)`);

// The URLs of other origins that the page loaded.
export const foreignLoads = (page) =>
  page.evaluate(`performance.getEntriesByType("resource").map(({ name }) => name)
    .filter((name) => /^https?:/.test(name) && new URL(name).origin !== location.origin)`);

// The milliseconds from the navigation to the first content on screen, as the browser measures them.
export const firstPaint = (page) =>
  page.evaluate(`performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? null`);

// True if a person can see which element has the keyboard.
export const focusIsVisible = (page) =>
  page.evaluate(`(() => {
    const focused = document.activeElement;
    if (!focused || focused === document.body) return false;
    const { outlineStyle, outlineWidth } = getComputedStyle(focused);
    return focused.matches(":focus-visible") && outlineStyle !== "none" && parseFloat(outlineWidth) >= 1;
  })()`);

// Both sizes and both colour schemes. Colours depend on the scheme alone, and the layout on the size alone.
const SIGHTS = [
  [PHONE, "light"],
  [DESK, "dark"],
];

// The problems of the page in each size and colour scheme, each as a text that begins with its place.
// Afterwards the page is a dark one on a desk.
export async function problemsOf(page, name) {
  const problems = [];
  for (const [size, scheme] of SIGHTS) {
    await page.resize(...size);
    await page.prefer(scheme);
    const place = `${name}, ${scheme}, ${size[0]} px`;
    for (const violation of await violations(page)) problems.push(`${place}: ${violation}`);
    const excess = await excessWidth(page);
    if (excess > 0) problems.push(`${place}: ${excess} pixels wider than the window`);
  }
  return problems;
}
