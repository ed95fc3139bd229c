import type { EngineToPage, MarkedNote, Playback, SeenVideo } from "../messages.js";
import type { PortSender } from "./port_sender.js";

export type PagePort = PortSender<EngineToPage>;

/** The second of the video at a time of Date.now(). */
export function secondAt({ position, paused, rate, at }: Playback, time: number): number {
  return Math.max(0, paused ? position : position + ((time - at) / 1000) * rate);
}

/** A frame of a tab that has a video, at the other end of its content script's port. */
export class Page {
  readonly tabId: number;
  seen: SeenVideo;
  playback: Playback;
  #port: PagePort;
  #marked: readonly MarkedNote[] | null = null;
  #selected: string | null = null;

  constructor(port: PagePort, tabId: number, seen: SeenVideo, playback: Playback) {
    this.#port = port;
    this.tabId = tabId;
    this.seen = seen;
    this.playback = playback;
  }

  send(message: EngineToPage): void {
    this.#port.postMessage(message);
  }

  /** Shows these notes on the page's progress bar. A repeat sends nothing. */
  mark(notes: readonly MarkedNote[], selected: string | null): void {
    if (notes === this.#marked && selected === this.#selected) return;
    this.#marked = notes;
    this.#selected = selected;
    const plain = notes.map(({ id, text, category, status, timestamp_seconds }) => ({
      id,
      text,
      category,
      status,
      timestamp_seconds,
    }));
    this.send({ kind: "notes", notes: plain, selected });
  }
}
