// Finds the videos of a document, also in shadow roots, and in frames that the page wrote itself.
// A frame with an address has a content script of its own.

import type { PageElements } from "../platforms.js";
import { type Candidate, mainOf } from "./main_video.js";

/** The most elements whose shadow roots are searched. */
const MAX_ELEMENTS = 20_000;

// Closed roots, too: a content script may read them.
function shadowRootOf(element: Element): ShadowRoot | null {
  if (!(element instanceof HTMLElement)) return null;
  if ("openOrClosedShadowRoot" in element) return element.openOrClosedShadowRoot as ShadowRoot | null;
  return chrome.dom?.openOrClosedShadowRoot(element) ?? element.shadowRoot;
}

function documentOf(frame: HTMLIFrameElement): Document | null {
  const written = !frame.src || /^(about|javascript):/.test(frame.src);
  return written ? frame.contentDocument : null;
}

function* rootsOf(root: Document | ShadowRoot, budget: { left: number }): Generator<Document | ShadowRoot> {
  yield root;
  for (const element of root.querySelectorAll("*")) {
    if (--budget.left < 0) return;
    const inner = element instanceof HTMLIFrameElement ? documentOf(element) : shadowRootOf(element);
    if (inner) yield* rootsOf(inner, budget);
  }
}

function videosOf(root: Document): HTMLVideoElement[] {
  const plain = [...root.querySelectorAll("video")];
  if (plain.length > 0) return plain;
  return [...rootsOf(root, { left: MAX_ELEMENTS })].flatMap((each) => [...each.querySelectorAll("video")]);
}

/** The pixels that an element covers. 0: it is not shown. */
export function areaOf(element: Element): number {
  const { width, height } = element.getBoundingClientRect();
  return element.checkVisibility({ visibilityProperty: true }) ? Math.round(width * height) : 0;
}

/** Returns the main video of a document, or null. `followed` was the choice before. */
export function findVideo(
  root: Document,
  { video: place, ignored }: PageElements,
  followed: HTMLVideoElement | null,
): HTMLVideoElement | null {
  const candidates = videosOf(root)
    .filter((video) => (video.currentSrc || video.srcObject) && !(ignored && video.matches(ignored)))
    .map((video): Candidate & { video: HTMLVideoElement } => ({
      video,
      area: areaOf(video),
      playing: !video.paused && !video.ended,
      named: place !== undefined && video.matches(place),
      followed: video === followed,
    }));
  return mainOf(candidates)?.video ?? null;
}
