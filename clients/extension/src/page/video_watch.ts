// Watches a page for its main video: pages show another one without a new document.

import { Listeners } from "../../../lossy/src/listeners.js";
import type { SeenVideo } from "../messages.js";
import { elementsOf, sourceOfPage } from "../platforms.js";
import { areaOf, findVideo } from "./find_video.js";
import { FollowedVideo } from "./followed_video.js";

/** The video of a page. */
export interface Sight {
  video: FollowedVideo;
  seen: SeenVideo;
}

const LOOK_EVERY_MS = 1000;
// A page that changes without pause is looked at this often.
const LOOK_SOON_MS = 250;

// Of the window: the page shows another address. "yt-navigate-finish" is YouTube's.
const NAVIGATIONS = ["popstate", "hashchange", "pageshow", "yt-navigate-finish"];
const VIDEO_EVENTS = ["loadedmetadata", "emptied", "play", "resize"];

/** The title of a page without the number of its notifications: "(3) First cut". */
export const plainTitle = (title: string) => title.replace(/^\(\d+\+?\)\s*/, "").trim();

export class VideoWatch {
  /** Called when the page shows another video, or none, and when what is known of it changes. */
  readonly changes = new Listeners<Sight | null>();
  /** Called once a second, and after changes of the page. */
  readonly looks = new Listeners<Sight | null>();
  #sight: Sight | null = null;
  #ended = new AbortController();
  #observer = new MutationObserver(() => this.#lookSoon());
  #every: ReturnType<typeof setInterval>;
  #soon: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    const { signal } = this.#ended;
    const soon = () => this.#lookSoon();
    for (const event of NAVIGATIONS) window.addEventListener(event, soon, { signal });
    (window as { navigation?: EventTarget }).navigation?.addEventListener("navigatesuccess", soon, { signal });
    // Events of media do not bubble.
    for (const event of VIDEO_EVENTS) document.addEventListener(event, soon, { capture: true, signal });
    document.addEventListener("fullscreenchange", soon, { signal });
    this.#observer.observe(document, { childList: true, subtree: true });
    this.#every = setInterval(() => this.look(), LOOK_EVERY_MS);
  }

  get sight(): Sight | null {
    return this.#sight;
  }

  /** Looks at the page now. */
  look(): void {
    clearTimeout(this.#soon);
    this.#soon = undefined;
    const former = this.#sight;
    const element = findVideo(document, elementsOf(location.href), former?.video.element ?? null);
    const video = element && (element === former?.video.element ? former.video : new FollowedVideo(element));
    if (former && former.video !== video) former.video.close();
    const sight = video && { video, seen: seenOf(video) };
    this.#sight = sight;
    if (former?.video !== video || !sameSeen(former?.seen, sight?.seen)) this.changes.emit(sight);
    this.looks.emit(sight);
  }

  close(): void {
    this.#ended.abort();
    this.#observer.disconnect();
    clearInterval(this.#every);
    clearTimeout(this.#soon);
    this.#sight?.video.close();
  }

  #lookSoon(): void {
    this.#soon ??= setTimeout(() => this.look(), LOOK_SOON_MS);
  }
}

function titleOf(selector: string | undefined): string {
  const shown = selector ? [...document.querySelectorAll(selector)].find((each) => areaOf(each) > 0) : null;
  return plainTitle(shown?.textContent ?? "") || plainTitle(document.title);
}

function seenOf(video: FollowedVideo): SeenVideo {
  const { href } = location;
  const { title } = elementsOf(href);
  const area = areaOf(video.element);
  return { ...sourceOfPage(href), url: href, title: titleOf(title), duration: video.duration, area };
}

function sameSeen(a: SeenVideo | undefined, b: SeenVideo | undefined): boolean {
  return a === b || (!!a && !!b && (Object.keys(a) as (keyof SeenVideo)[]).every((key) => a[key] === b[key]));
}
