// Measures the level of a sound in the browser's audio thread, so that a busy page or a page in the
// background misses nothing. level_meter.ts loads it; it is a file of its own in each client.

declare const sampleRate: number;
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}

const BLOCK_SECONDS = 0.02;

class LevelProcessor extends AudioWorkletProcessor {
  #energy = 0;
  #samples = 0;
  #open = true;

  constructor() {
    super();
    this.port.onmessage = () => {
      this.#open = false;
    };
  }

  // Returns false when the page needs no more levels.
  process([input]: Float32Array[][]): boolean {
    for (const sample of input?.[0] ?? []) this.#energy += sample * sample;
    this.#samples += input?.[0]?.length ?? 0;
    if (this.#samples >= BLOCK_SECONDS * sampleRate) {
      // The clock of the sound stands still while a busy machine skips samples.
      this.port.postMessage({ level: Math.sqrt(this.#energy / this.#samples), ms: Date.now() });
      this.#energy = 0;
      this.#samples = 0;
    }
    return this.#open;
  }
}

registerProcessor("level", LevelProcessor);
