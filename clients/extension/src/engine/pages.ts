// The pages with videos, by the ports of their content scripts.

import { Listeners } from "../../../lossy/src/listeners.js";
import type { PageToEngine } from "../messages.js";
import { Page, type PagePort } from "./page.js";

const REMEMBERED_TABS = 100;

/** All open pages with a video, and the one under review. */
export class Pages {
  /** Called after a page came, went, or became the reviewed one, and after changes of its playback. */
  readonly changes = new Listeners<void>();
  #pages = new Map<PagePort, Page>();
  #looked: number[] = []; // The tabs that the user looked at, the last one first.

  get all(): Page[] {
    return [...this.#pages.values()];
  }

  /**
   * The page under review: the largest video of the tab with a video at which the user looked last.
   * A tab without a video leaves the review as it is.
   */
  get reviewed(): Page | null {
    const tab = this.#looked.find((id) => this.all.some(({ tabId }) => tabId === id));
    const pages = this.all.filter(({ tabId }) => tabId === tab);
    return pages.sort((a, b) => b.seen.area - a.seen.area)[0] ?? null;
  }

  /** The user looks at a tab. */
  look(tabId: number): void {
    this.#looked = [tabId, ...this.#looked.filter((id) => id !== tabId)].slice(0, REMEMBERED_TABS);
    this.changes.emit();
  }

  /** Takes a message of a page about its video. */
  receive(port: PagePort, tabId: number, message: PageToEngine): void {
    const known = this.#pages.get(port);
    if (message.kind === "video_seen") {
      const { video, playback } = message;
      if (known?.seen.url === video.url) Object.assign(known, { seen: video, playback });
      else this.#pages.set(port, new Page(port, tabId, video, playback));
    } else if (message.kind === "playback" && known) {
      known.playback = message.playback;
    } else if (message.kind === "video_gone") {
      this.#pages.delete(port);
    } else {
      return;
    }
    this.changes.emit();
  }

  /** The page has ended. */
  remove(port: PagePort): void {
    if (this.#pages.delete(port)) this.changes.emit();
  }
}
