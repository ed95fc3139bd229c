// One video of a page: where it plays, and what the engine asks of it.

import { Listeners } from "../../../lossy/src/listeners.js";
import { frameOf, seekTo } from "../../../ui/src/video_frame.js";
import type { Playback } from "../messages.js";

const EVENTS = ["play", "pause", "playing", "seeking", "seeked", "ratechange", "ended", "durationchange"];

export class FollowedVideo {
  /** Called after changes of the playback. */
  readonly changes = new Listeners<Playback>();
  readonly element: HTMLVideoElement;
  #ended = new AbortController();
  #held = false; // True if the video is paused for speech.
  #own = 0; // Changes of ours that run: they are no acts of the user.
  #captures: Promise<unknown> = Promise.resolve();

  constructor(element: HTMLVideoElement) {
    this.element = element;
    for (const event of EVENTS) {
      element.addEventListener(event, () => this.changes.emit(this.playback), { signal: this.#ended.signal });
    }
    for (const event of ["play", "pause", "seeking"]) {
      element.addEventListener(event, () => this.#acted(event), { signal: this.#ended.signal });
    }
  }

  get playback(): Playback {
    const { currentTime, paused, ended, playbackRate } = this.element;
    return { position: currentTime, paused: paused || ended, rate: playbackRate, at: Date.now() };
  }

  /** In seconds. Null: unknown, as of a live stream. */
  get duration(): number | null {
    const { duration } = this.element;
    return Number.isFinite(duration) ? duration : null;
  }

  seek(seconds: number): void {
    this.element.currentTime = Math.min(Math.max(0, seconds), this.duration ?? Infinity);
  }

  setPaused(paused: boolean): void {
    if (paused) this.element.pause();
    else this.element.play().catch(() => {});
  }

  /** Pauses the video for speech, if it plays. */
  hold(): void {
    if (this.element.paused || this.element.ended) return;
    this.#held = true;
    this.element.pause();
  }

  /** Plays the video on, if it was paused for speech and the user did nothing since. */
  release(): void {
    if (this.#held) this.setPaused(false);
    this.#held = false;
  }

  /** Returns the frame of a second as a JPEG in base64. The video is then where it was. */
  captureFrame(seconds: number): Promise<string> {
    const captured = this.#captures.then(() => this.#capture(seconds));
    this.#captures = captured.catch(() => {});
    return captured;
  }

  close(): void {
    this.#ended.abort();
  }

  async #capture(seconds: number): Promise<string> {
    const { element } = this;
    const { position, paused } = this.playback;
    this.#own += 1;
    try {
      element.pause();
      await seekTo(element, seconds);
      return frameOf(element);
    } finally {
      await seekTo(element, position).catch(() => {});
      if (!paused) await element.play().catch(() => {});
      this.#own -= 1;
    }
  }

  // The pause of `hold` itself arrives while the video is paused and held.
  #acted(event: string): void {
    if (this.#own > 0 || (event === "pause" && this.element.paused)) return;
    this.#held = false;
  }
}
