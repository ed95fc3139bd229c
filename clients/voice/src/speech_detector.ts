// Finds where an utterance begins and ends by the level of the microphone.

import type { SoundLevel } from "./level_meter.js";

export interface SpeechDetectorOptions {
  /** Called when speech has begun, `agoMs` milliseconds ago. */
  onBegin: (agoMs: number) => void;
  /** Called when speech was followed by `pauseMs` of quiet. */
  onEnd: () => void;
  pauseMs?: number;
  /** Speech is louder than the room by this factor. */
  ratio?: number;
  /** The least level of speech; samples are from -1 to 1. */
  least?: number;
}

// A click is no speech. Speech is loud for this time, with short gaps.
const SPEECH_MS = 80;
// The noise of a room becomes louder at most by this factor in a second of sound.
const RISE = 1.1;

/** Follows the level of a microphone. */
export class SpeechDetector {
  #options: Required<SpeechDetectorOptions>;
  #noise = Infinity; // The level of the room. It falls at once and rises slowly.
  #last: number | null = null;
  #loudSince = 0; // The time of the first loud level.
  #loudMs = 0; // The loud time, less the quiet time since then.
  #quietMs = 0;
  #speaking = false;

  constructor(options: SpeechDetectorOptions) {
    this.#options = { pauseMs: 500, ratio: 3, least: 0.005, ...options };
  }

  /** True if nothing was loud for a moment, so that no word begins now. */
  get quiet(): boolean {
    return !this.#speaking && this.#loudMs === 0;
  }

  /** Takes the next level, at least ten times a second. */
  take({ level, ms }: SoundLevel): void {
    const { ratio, least, pauseMs, onBegin, onEnd } = this.#options;
    const passed = Math.max(0, ms - (this.#last ?? ms));
    this.#last = ms;
    this.#noise = Math.min(level, this.#noise * RISE ** (passed / 1000) + 1e-6);
    if (this.#loudMs === 0) this.#loudSince = ms;
    const loud = level > Math.max(least, ratio * this.#noise);
    this.#loudMs = Math.min(SPEECH_MS, Math.max(0, this.#loudMs + (loud ? passed : -passed)));
    // A click in a pause does not end it.
    this.#quietMs = this.#loudMs >= SPEECH_MS / 2 && loud ? 0 : this.#quietMs + passed;
    if (!this.#speaking && this.#loudMs >= SPEECH_MS) {
      this.#speaking = true;
      onBegin(ms - this.#loudSince);
    } else if (this.#speaking && this.#quietMs >= pauseMs) {
      this.#speaking = false;
      onEnd();
    }
  }
}
