// Finds where an utterance begins and ends by the level of the microphone.

export interface SpeechDetectorOptions {
  /** `since` is the time of the first loud block. */
  onBegin: (since: number) => void;
  /** Called when speech was followed by `pauseMs` of quiet. */
  onEnd: () => void;
  pauseMs?: number;
  /** Speech is louder than the room by this factor. */
  ratio?: number;
  /** The least level of speech; samples are from -1 to 1. */
  least?: number;
}

// A click is no speech.
const SPEECH_MS = 100;

/**
 * Returns a function that takes each block of samples, at least ten times a second, and the time in
 * milliseconds.
 */
export function detectSpeech(options: SpeechDetectorOptions): (samples: Float32Array, now: number) => void {
  const { onBegin, onEnd, pauseMs = 800, ratio = 3, least = 0.005 } = options;
  let noise = Infinity; // The level of the room. It falls at once and rises slowly.
  let loudSince: number | null = null;
  let quietSince: number | null = null;
  let speaking = false;
  return (samples, now) => {
    const level = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
    noise = Math.min(level, noise * 1.005 + 1e-6);
    if (level > Math.max(least, ratio * noise)) {
      quietSince = null;
      loudSince ??= now;
      if (speaking || now - loudSince < SPEECH_MS) return;
      speaking = true;
      onBegin(loudSince);
      return;
    }
    loudSince = null;
    quietSince ??= now;
    if (!speaking || now - quietSince < pauseMs) return;
    speaking = false;
    onEnd();
  };
}
