import { QueueFullError } from "./errors.js";
import { Listeners } from "./listeners.js";
import type { Storage } from "./storage.js";
import { type Part, sizeOf } from "./utterance.js";

/** A part with its place in the storage. */
export interface QueuedPart {
  readonly part: Part;
  readonly key: string;
  /** Resolves when the storage has the part. */
  readonly kept: Promise<void>;
}

export interface SpeechQueueOptions {
  storage: Storage;
  /** The most bytes of audio and characters of text that wait. */
  maxBytes: number;
  /** Receives failures of the storage. The queue then keeps the part in memory alone. */
  onProblem: (error: unknown) => void;
}

const KEY_DIGITS = 12;

/** The words of one session that the server does not have yet, in their order, over reloads. */
export class SpeechQueue {
  /** Called after each change. */
  readonly changes = new Listeners<void>();
  #options: SpeechQueueOptions;
  #parts: QueuedPart[] = [];
  #bytes = 0;
  #next = 0;
  #full = false;

  private constructor(options: SpeechQueueOptions) {
    this.#options = options;
  }

  /** Returns the queue with the words that an earlier page left. */
  static async open(options: SpeechQueueOptions): Promise<SpeechQueue> {
    const queue = new SpeechQueue(options);
    try {
      const keys = await options.storage.keys("");
      const parts = await Promise.all(keys.map((key) => options.storage.get(key)));
      keys.forEach((key, i) => {
        queue.#append({ key, part: parts[i] as Part, kept: Promise.resolve() });
        queue.#next = Number(key) + 1;
      });
      queue.#finishRecording();
    } catch (error) {
      options.onProblem(error);
    }
    return queue;
  }

  get parts(): readonly QueuedPart[] {
    return this.#parts;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The number of utterances that are not wholly stored by the server. */
  get utterances(): number {
    return new Set(this.#parts.map(({ part }) => part.utterance)).size;
  }

  /** True after a part was refused, until there is room. */
  get full(): boolean {
    return this.#full;
  }

  /**
   * Appends a part. The promise resolves when the part outlives the page. Throws a QueueFullError;
   * the end of a recording always has room.
   */
  add(part: Part): Promise<void> {
    if (this.#bytes + sizeOf(part) > this.#options.maxBytes && part.kind !== "stop") {
      this.#full = true;
      this.changes.emit();
      throw new QueueFullError(this.#options.maxBytes);
    }
    const key = String(this.#next++).padStart(KEY_DIGITS, "0");
    const kept = this.#options.storage.set(key, part).catch(this.#options.onProblem);
    this.#append({ key, part, kept });
    this.changes.emit();
    return kept;
  }

  /** Removes parts that the server has. The promise resolves when the storage lacks them, too. */
  async remove(parts: readonly QueuedPart[]): Promise<void> {
    if (parts.length === 0) return;
    const removed = new Set(parts);
    this.#parts = this.#parts.filter((queued) => !removed.has(queued));
    for (const { part } of parts) this.#bytes -= sizeOf(part);
    this.#full = false;
    this.changes.emit();
    const removals = parts.map(async ({ key, kept }) => {
      await kept;
      await this.#options.storage.delete(key).catch(this.#options.onProblem);
    });
    await Promise.all(removals);
  }

  // The page that recorded the last pieces has ended, so no more of them follow.
  #finishRecording(): void {
    const last = this.#parts.at(-1)?.part;
    if (last?.kind !== "audio") return;
    void this.add({ kind: "stop", utterance: last.utterance, moment: last.moment });
  }

  #append(queued: QueuedPart): void {
    this.#parts.push(queued);
    this.#bytes += sizeOf(queued.part);
  }
}
