// The markers of notes on a page. They are in a closed shadow root, so that the styles of the page
// and of the extension do not meet.

import { render } from "preact";
import markerStyle from "../../../ui/marker.css";
import { Markers } from "../../../ui/src/markers.js";
import { lengthOf } from "../../../ui/src/time_line.js";
import paletteStyle from "../../../ui/palette.css";
import type { MarkedNote } from "../messages.js";
import { elementsOf } from "../platforms.js";
import stripStyle from "./marker_strip.css";
import { areaOf } from "./find_video.js";
import type { FollowedVideo } from "./followed_video.js";
import { aboveBar, belowVideo, type Box, gapOf, isBarOf } from "./strip_place.js";

export interface ShownNotes {
  /** In the order of the time line. */
  notes: readonly MarkedNote[];
  selected: string | null;
}

const NAME = "lossy-markers";
// The page must not take these for clicks on its bar, or for its keys.
const KEPT = ["pointerdown", "pointerup", "mousedown", "mouseup", "touchstart", "touchend", "click", "dblclick", "keydown"];

export class MarkerStrip {
  #onSelect: (note: MarkedNote) => void;
  #host = document.createElement(NAME);
  #root = this.#host.attachShadow({ mode: "closed" });
  #sizes = new ResizeObserver(() => this.#place());
  #video: FollowedVideo | null = null;
  #bar: Element | null = null;

  constructor(onSelect: (note: MarkedNote) => void) {
    this.#onSelect = onSelect;
    setStyle(this.#host, FIXED);
    addStyle(this.#root, `${paletteStyle}\n${markerStyle}\n${stripStyle}`);
    for (const event of KEPT) this.#host.addEventListener(event, (each) => each.stopPropagation());
  }

  /** Shows the notes of a video, at the place where the page has its bar now. */
  show(video: FollowedVideo, { notes, selected }: ShownNotes): void {
    if (notes.length === 0) return this.remove();
    this.#attach(video);
    const place = this.#place();
    const length = lengthOf(video.duration ?? 0, notes);
    const gap = gapOf(place);
    render(
      <div class={this.#bar ? "strip" : "strip line-of-its-own"}>
        <Markers notes={notes} length={length} gap={gap} selected={selected} onSelect={this.#onSelect} />
      </div>,
      this.#root,
    );
  }

  /** Takes the markers away. */
  remove(): void {
    this.#sizes.disconnect();
    this.#video = null;
    this.#bar = null;
    this.#host.remove();
  }

  #attach(video: FollowedVideo): void {
    const bar = barOf(video.element);
    const parent = bar ?? video.element.parentNode;
    if (this.#video === video && this.#bar === bar && this.#host.parentNode === parent) return;
    this.remove();
    this.#video = video;
    this.#bar = bar;
    parent?.append(this.#host);
    this.#sizes.observe(video.element);
    if (bar) this.#sizes.observe(bar);
  }

  // The host is placed relative to the page's element around it, so that it scrolls, hides and goes to
  // full screen with that.
  #place(): Box {
    const video = this.#video?.element.getBoundingClientRect() ?? new DOMRect();
    const place = this.#bar
      ? aboveBar(this.#bar.getBoundingClientRect())
      : belowVideo(video, clipOf(this.#host.parentElement));
    setStyle(this.#host, { left: "0", top: "0", width: `${place.width}px`, height: `${place.height}px` });
    const origin = this.#host.getBoundingClientRect();
    setStyle(this.#host, { left: `${place.left - origin.left}px`, top: `${place.top - origin.top}px` });
    return place;
  }
}

function addStyle(root: ShadowRoot, text: string): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    root.adoptedStyleSheets = [sheet];
  } catch {
    // A content script of Firefox may not give a page's node a style sheet of its own.
    root.append(Object.assign(document.createElement("style"), { textContent: text }));
  }
}

const FIXED = {
  all: "initial",
  position: "absolute",
  display: "block",
  margin: "0",
  "z-index": "2147483647",
  "pointer-events": "none",
};

function setStyle(host: HTMLElement, style: Record<string, string>): void {
  for (const [name, value] of Object.entries(style)) {
    host.style.setProperty(name, value, "important");
  }
}

function barOf(video: HTMLVideoElement): Element | null {
  const { bar } = elementsOf(location.href);
  if (!bar) return null;
  const box = video.getBoundingClientRect();
  const root = video.getRootNode() as Document | ShadowRoot;
  const bars = [document, ...(root === document ? [] : [root])].flatMap((each) => [...each.querySelectorAll(bar)]);
  return bars.find((each) => areaOf(each) > 0 && isBarOf(box, each.getBoundingClientRect())) ?? null;
}

// The element that cuts what leaves it.
function clipOf(element: Element | null): Box | null {
  for (let each = element; each; each = each.parentElement) {
    if (getComputedStyle(each).overflowY !== "visible") return each.getBoundingClientRect();
  }
  return null;
}
