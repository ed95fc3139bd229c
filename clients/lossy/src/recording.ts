import type { SpeechQueue } from "./speech_queue.js";
import type { Moment } from "./utterance.js";

/** The audio of one start of a recorder. Make another one each time the recorder starts. */
export class Recording {
  /** The name of the stream on the wire. */
  readonly streamId = crypto.randomUUID();
  #queue: SpeechQueue;
  #moment: Moment;
  #bytes = 0;
  #finished = false;

  constructor(queue: SpeechQueue, moment: Moment) {
    this.#queue = queue;
    this.#moment = moment;
  }

  /** The bytes that were added. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Adds the next piece, as the recorder gave it; at most 5 MB. The promise resolves when the piece
   * outlives the page. Throws a QueueFullError: then stop the recorder, and call `finish`.
   */
  add(piece: ArrayBuffer | Uint8Array): Promise<void> {
    if (this.#finished) throw new Error("the recording is finished");
    if (piece.byteLength === 0) return Promise.resolve();
    const data = new Uint8Array(piece).slice().buffer;
    const kept = this.#queue.add({
      kind: "audio",
      utterance: this.streamId,
      moment: this.#moment,
      offset: this.#bytes,
      data,
    });
    this.#bytes += data.byteLength;
    return kept;
  }

  /** Ends the recording: the server recognises it when it has all pieces. */
  finish(): Promise<void> {
    if (this.#finished || this.#bytes === 0) return Promise.resolve();
    this.#finished = true;
    return this.#queue.add({ kind: "stop", utterance: this.streamId, moment: this.#moment });
  }
}
