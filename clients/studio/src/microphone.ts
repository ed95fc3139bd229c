// Records what the user says while a key is held, in pieces that the session keeps and sends.

import { QueueFullError } from "../../lossy/src/errors.js";
import { Listeners } from "../../lossy/src/listeners.js";
import type { Session } from "../../lossy/src/session.js";
import type { Moment } from "../../lossy/src/utterance.js";

const PIECE_MS = 250;
// The microphone needs a moment to open, so it stays open between utterances.
const KEEP_OPEN_MS = 60_000;
// Speech goes on for a moment after the key is released.
const TAIL_MS = 250;

/**
 * - "off": it does not record;
 * - "starting": the browser opens the microphone, and may ask the user;
 * - "recording": all that is said is recorded.
 */
export type MicrophonePhase = "off" | "starting" | "recording";

export class Microphone {
  readonly changes = new Listeners<MicrophonePhase>();
  #phase: MicrophonePhase = "off";
  #stream: MediaStream | null = null;
  #recorder: MediaRecorder | null = null;
  #wanted = false;
  #closing: ReturnType<typeof setTimeout> | undefined;
  #pieces = Promise.resolve(); // The pieces of all recordings, in their order.
  #onProblem: (problem: unknown) => void;

  /** `onProblem` receives the reason why nothing is recorded. */
  constructor(onProblem: (problem: unknown) => void) {
    this.#onProblem = onProblem;
  }

  get phase(): MicrophonePhase {
    return this.#phase;
  }

  /** Begins a recording whose words belong to `moment`. */
  async start(session: Session, moment: Moment): Promise<void> {
    if (this.#wanted) return;
    this.#wanted = true;
    clearTimeout(this.#closing);
    this.#enter("starting");
    try {
      this.#stream ??= await this.#open();
      if (this.#wanted) this.#record(this.#stream, session, moment);
      else this.#enter("off");
    } catch (error) {
      this.#wanted = false;
      this.#enter("off");
      this.#onProblem(error);
    }
  }

  /** Ends the recording. What was said is kept. */
  stop(): void {
    this.#wanted = false;
    const recorder = this.#recorder;
    this.#recorder = null;
    if (recorder) setTimeout(() => recorder.state !== "inactive" && recorder.stop(), TAIL_MS);
    this.#enter("off");
    clearTimeout(this.#closing);
    this.#closing = setTimeout(() => this.close(), KEEP_OPEN_MS);
  }

  /** Ends the recording and gives the microphone back. */
  close(): void {
    if (this.#recorder) this.stop();
    clearTimeout(this.#closing);
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = null;
  }

  async #open(): Promise<MediaStream> {
    const audio = { channelCount: 1, echoCancellation: true, noiseSuppression: true };
    const stream = await navigator.mediaDevices.getUserMedia({ audio });
    // The user may take the permission back, or pull the plug.
    for (const track of stream.getTracks()) {
      track.onended = () => {
        this.#stream = null;
        if (this.#recorder) this.stop();
      };
    }
    return stream;
  }

  #record(stream: MediaStream, session: Session, moment: Moment): void {
    const recording = session.record(moment);
    const recorder = new MediaRecorder(stream, { audioBitsPerSecond: 32_000 });
    const inOrder = (work: () => Promise<unknown>) => {
      this.#pieces = this.#pieces.then(work).then(
        () => {},
        (error) => {
          if (error instanceof QueueFullError) this.stop();
          this.#onProblem(error);
        },
      );
    };
    recorder.ondataavailable = ({ data }) => {
      if (data.size > 0) inOrder(async () => recording.add(await data.arrayBuffer()));
    };
    recorder.onstop = () => inOrder(() => recording.finish());
    recorder.start(PIECE_MS);
    this.#recorder = recorder;
    this.#enter("recording");
  }

  #enter(phase: MicrophonePhase): void {
    if (phase === this.#phase) return;
    this.#phase = phase;
    this.changes.emit(phase);
  }
}
