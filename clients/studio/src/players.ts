// Players of videos with one interface: a file of the user, the sample, and the embedded players of
// YouTube and Vimeo, which are asked by messages.

import { Listeners } from "../../lossy/src/listeners.js";
import { frameOf, seekTo } from "../../ui/src/video_frame.js";

export interface PlayerState {
  /** In seconds. */
  position: number;
  /** In seconds. 0: unknown. */
  duration: number;
  playing: boolean;
}

export interface Player {
  readonly state: PlayerState;
  readonly changes: Listeners<PlayerState>;
  play(): void;
  pause(): void;
  seek(seconds: number): void;
  /** Returns the frame of a second as a JPEG in base64. Null: the page cannot read frames. */
  readonly frame: ((seconds: number) => Promise<string>) | null;
  close(): void;
}

/** Plays in a `<video>` element. */
export class FilePlayer implements Player {
  readonly changes = new Listeners<PlayerState>();
  #video: HTMLVideoElement;
  #ended = new AbortController();

  constructor(video: HTMLVideoElement) {
    this.#video = video;
    const { signal } = this.#ended;
    // A recording of a browser has no duration before its end was read.
    const findEnd = () => {
      if (video.duration !== Infinity) return;
      video.addEventListener("durationchange", () => (video.currentTime = 0), { once: true, signal });
      video.currentTime = Number.MAX_SAFE_INTEGER;
    };
    video.addEventListener("loadedmetadata", findEnd, { signal });
    for (const event of ["timeupdate", "durationchange", "play", "pause", "seeking", "seeked"]) {
      video.addEventListener(event, () => this.changes.emit(this.state), { signal });
    }
  }

  get state(): PlayerState {
    const { currentTime, duration, paused } = this.#video;
    return {
      position: currentTime,
      duration: Number.isFinite(duration) ? duration : 0,
      playing: !paused,
    };
  }

  play(): void {
    this.#video.play().catch(() => {});
  }

  pause(): void {
    this.#video.pause();
  }

  seek(seconds: number): void {
    this.#video.currentTime = seconds;
  }

  frame = async (seconds: number): Promise<string> => {
    const video = this.#video;
    this.pause();
    await seekTo(video, seconds);
    return frameOf(video);
  };

  close(): void {
    this.#ended.abort();
  }
}

/** The part of an embedded player that all of them share. */
abstract class FramePlayer implements Player {
  readonly changes = new Listeners<PlayerState>();
  readonly frame = null;
  readonly #origin: string;
  #state: PlayerState = { position: 0, duration: 0, playing: false };
  #ended = new AbortController();

  constructor(
    protected readonly element: HTMLIFrameElement,
    origin: string,
  ) {
    this.#origin = origin;
    const { signal } = this.#ended;
    const receive = (event: MessageEvent) => {
      if (event.origin !== origin || event.source !== element.contentWindow) return;
      const message = typeof event.data === "string" ? parsed(event.data) : event.data;
      if (message) this.receive(message);
    };
    window.addEventListener("message", receive, { signal });
    element.addEventListener("load", () => this.begin(), { signal });
  }

  get state(): PlayerState {
    return this.#state;
  }

  abstract play(): void;
  abstract pause(): void;
  abstract seek(seconds: number): void;
  protected abstract begin(): void;
  protected abstract receive(message: any): void;

  protected send(message: object): void {
    this.element.contentWindow?.postMessage(JSON.stringify(message), this.#origin);
  }

  protected show(changes: Partial<PlayerState>): void {
    this.#state = { ...this.#state, ...changes };
    this.changes.emit(this.#state);
  }

  close(): void {
    this.#ended.abort();
  }
}

function parsed(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const YOUTUBE_PLAYING = 1;

export class YoutubePlayer extends FramePlayer {
  static readonly ORIGIN = "https://www.youtube-nocookie.com";

  static url(id: string): string {
    const query = new URLSearchParams({ enablejsapi: "1", origin: location.origin, rel: "0" });
    return `${YoutubePlayer.ORIGIN}/embed/${encodeURIComponent(id)}?${query}`;
  }

  constructor(element: HTMLIFrameElement) {
    super(element, YoutubePlayer.ORIGIN);
  }

  play(): void {
    this.#command("playVideo");
  }

  pause(): void {
    this.#command("pauseVideo");
  }

  seek(seconds: number): void {
    this.#command("seekTo", seconds, true);
    this.show({ position: seconds });
  }

  protected begin(): void {
    this.send({ event: "listening", id: "lossy", channel: "widget" });
  }

  protected receive({ info }: { info?: any }): void {
    if (!info || typeof info !== "object") return;
    const changes: Partial<PlayerState> = {};
    if (typeof info.currentTime === "number") changes.position = info.currentTime;
    if (typeof info.duration === "number") changes.duration = info.duration;
    if (typeof info.playerState === "number") changes.playing = info.playerState === YOUTUBE_PLAYING;
    this.show(changes);
  }

  #command(func: string, ...args: unknown[]): void {
    this.send({ event: "command", id: "lossy", channel: "widget", func, args });
  }
}

export class VimeoPlayer extends FramePlayer {
  static readonly ORIGIN = "https://player.vimeo.com";

  static url(id: string): string {
    return `${VimeoPlayer.ORIGIN}/video/${encodeURIComponent(id)}?api=1&dnt=1`;
  }

  constructor(element: HTMLIFrameElement) {
    super(element, VimeoPlayer.ORIGIN);
  }

  play(): void {
    this.send({ method: "play" });
  }

  pause(): void {
    this.send({ method: "pause" });
  }

  seek(seconds: number): void {
    this.send({ method: "setCurrentTime", value: seconds });
    this.show({ position: seconds });
  }

  protected begin(): void {
    for (const value of ["play", "pause", "timeupdate", "seeked"]) {
      this.send({ method: "addEventListener", value });
    }
    this.send({ method: "getDuration" });
  }

  protected receive({ event, method, value, data }: any): void {
    if (event === "ready") this.begin();
    if (method === "getDuration" && typeof value === "number") this.show({ duration: value });
    if (event === "play") this.show({ playing: true });
    if (event === "pause") this.show({ playing: false });
    if (typeof data?.seconds === "number") this.show({ position: data.seconds });
    if (typeof data?.duration === "number") this.show({ duration: data.duration });
  }
}
