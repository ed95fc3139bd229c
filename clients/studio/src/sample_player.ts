// The sample: a moving picture with a counting clock, which is drawn while it plays. It needs no
// download, and starts at once.

import { Listeners } from "../../lossy/src/listeners.js";
import { base64Of } from "../../ui/src/video_frame.js";
import type { Player, PlayerState } from "./players.js";

export const SAMPLE_SECONDS = 60;
export const SAMPLE_WIDTH = 640;
export const SAMPLE_HEIGHT = 360;

const SCENE_SECONDS = 10;

function draw(context: CanvasRenderingContext2D, seconds: number): void {
  const scene = Math.floor(seconds / SCENE_SECONDS);
  const hue = (210 + scene * 55) % 360;
  context.fillStyle = `hsl(${hue} 35% 20%)`;
  context.fillRect(0, 0, SAMPLE_WIDTH, SAMPLE_HEIGHT);
  context.fillStyle = `hsl(${(hue + 40) % 360} 60% 60%)`;
  const phase = (seconds % SCENE_SECONDS) / SCENE_SECONDS;
  const x = 60 + (SAMPLE_WIDTH - 120) * ((1 - Math.cos(phase * 2 * Math.PI)) / 2);
  context.beginPath();
  context.arc(x, SAMPLE_HEIGHT * 0.74, 30 + 6 * Math.sin(seconds * 5), 0, 2 * Math.PI);
  context.fill();
  context.fillStyle = "#fff";
  context.textAlign = "center";
  context.font = "600 88px system-ui, sans-serif";
  context.fillText(seconds.toFixed(1), SAMPLE_WIDTH / 2, SAMPLE_HEIGHT * 0.44);
  context.font = "400 22px system-ui, sans-serif";
  context.fillText(`Scene ${scene + 1}`, SAMPLE_WIDTH / 2, SAMPLE_HEIGHT * 0.56);
}

export class SamplePlayer implements Player {
  readonly changes = new Listeners<PlayerState>();
  #canvas: HTMLCanvasElement;
  #context: CanvasRenderingContext2D;
  #position = 0;
  #startedAt: number | null = null; // The time at which second 0 would have been on screen.
  #request = 0;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#context = canvas.getContext("2d") as CanvasRenderingContext2D;
    draw(this.#context, 0);
  }

  get state(): PlayerState {
    return {
      position: this.#now(),
      duration: SAMPLE_SECONDS,
      playing: this.#startedAt !== null,
    };
  }

  play(): void {
    if (this.#startedAt !== null) return;
    if (this.#position >= SAMPLE_SECONDS) this.#position = 0;
    this.#startedAt = performance.now() - this.#position * 1000;
    this.#step();
  }

  pause(): void {
    this.#position = this.#now();
    this.#startedAt = null;
    cancelAnimationFrame(this.#request);
    this.changes.emit(this.state);
  }

  seek(seconds: number): void {
    this.#position = Math.min(SAMPLE_SECONDS, Math.max(0, seconds));
    if (this.#startedAt !== null) this.#startedAt = performance.now() - this.#position * 1000;
    draw(this.#context, this.#position);
    this.changes.emit(this.state);
  }

  frame = async (seconds: number): Promise<string> => {
    this.pause();
    this.seek(seconds);
    return base64Of(this.#canvas);
  };

  close(): void {
    cancelAnimationFrame(this.#request);
  }

  #now(): number {
    if (this.#startedAt === null) return this.#position;
    return Math.min(SAMPLE_SECONDS, (performance.now() - this.#startedAt) / 1000);
  }

  #step = (): void => {
    const position = this.#now();
    draw(this.#context, position);
    if (position >= SAMPLE_SECONDS) return this.pause();
    this.#request = requestAnimationFrame(this.#step);
    this.changes.emit(this.state);
  };
}
