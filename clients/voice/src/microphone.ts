// Records what the user says, and ends a recording at each pause, so that notes appear while the
// user goes on.

import { QueueFullError } from "../../lossy/src/errors.js";
import { Listeners } from "../../lossy/src/listeners.js";
import type { Recording } from "../../lossy/src/recording.js";
import type { Session } from "../../lossy/src/session.js";
import type { Moment } from "../../lossy/src/utterance.js";
import { loadLevelMeter, type SoundLevel, watchLevel } from "./level_meter.js";
import { SpeechDetector } from "./speech_detector.js";
import type { MomentOf, SpeechInput, SpeechInputPhase } from "./speech_input.js";

const PIECE_MS = 250;
// The microphone needs a moment to open, so it stays open between utterances.
const KEEP_OPEN_MS = 60_000;
// Speech goes on for a moment after the key is released.
const TAIL_MS = 250;
// Silence before an utterance that is recorded with it at most.
const LEAD_MS = 2_000;

/** One start of a recorder. Its pieces are kept back until speech begins. */
interface Take {
  recorder: MediaRecorder;
  /** True if speech began. */
  begun: boolean;
  recording: Recording | null;
  held: ArrayBuffer[];
  startedAt: number;
}

interface Listening {
  session: Session;
  stream: MediaStream;
  moment: MomentOf;
  take: Take;
  ended: AbortController;
}

export class Microphone implements SpeechInput {
  /** The id of the device. Empty: that of the system. A change holds from the next opening on. */
  device = "";
  readonly changes = new Listeners<SpeechInputPhase>();
  #phase: SpeechInputPhase = "off";
  #stream: MediaStream | null = null;
  #listening: Listening | null = null;
  #wanted = false;
  #closing: ReturnType<typeof setTimeout> | undefined;
  #pieces = Promise.resolve(); // The pieces of all recordings, in their order.
  #onProblem: (problem: unknown) => void;

  /** Called when an utterance has ended, before its last piece is stored. */
  readonly utterances = new Listeners<void>();

  /** Called with true when speech begins, and with false when it has ended. */
  readonly speech = new Listeners<boolean>();

  /** Called with each level of the microphone while it records. */
  readonly levels = new Listeners<SoundLevel>();

  /** `onProblem` receives the reason why nothing is recorded. */
  constructor(onProblem: (problem: unknown) => void) {
    this.#onProblem = onProblem;
    loadLevelMeter().catch(() => {}); // It is loaded again when it is needed.
  }

  get phase(): SpeechInputPhase {
    return this.#phase;
  }

  /** Begins to record what is said from now on, however quiet it is: the user pressed a key to speak. */
  start(session: Session, moment: MomentOf): Promise<void> {
    return this.#start(session, moment, moment(0));
  }

  /** Begins to listen, and records whenever the user speaks. */
  listen(session: Session, moment: MomentOf): Promise<void> {
    return this.#start(session, moment, null);
  }

  // With `first`, all that is said belongs to that moment until the first pause.
  async #start(session: Session, moment: MomentOf, first: Moment | null): Promise<void> {
    if (this.#wanted) return;
    this.#wanted = true;
    clearTimeout(this.#closing);
    this.#enter("starting");
    try {
      this.#stream ??= await this.#open();
      if (!this.#wanted) this.#enter("off");
      // An earlier start may have waited for the same microphone.
      else if (!this.#listening) this.#listen(session, this.#stream, moment, first);
    } catch (error) {
      this.#wanted = false;
      this.#enter("off");
      this.#onProblem(error);
    }
  }

  /** Ends the recording. What was said is kept. */
  stop(): void {
    this.#wanted = false;
    const listening = this.#listening;
    this.#listening = null;
    if (listening) {
      listening.ended.abort();
      this.#tell(listening.take);
      setTimeout(() => finish(listening.take), TAIL_MS);
    }
    this.#enter("off");
    clearTimeout(this.#closing);
    this.#closing = setTimeout(() => this.close(), KEEP_OPEN_MS);
  }

  /** Ends the recording and gives the microphone back. */
  close(): void {
    const { take } = this.#listening ?? {};
    this.stop();
    if (take) finish(take);
    clearTimeout(this.#closing);
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = null;
  }

  async #open(): Promise<MediaStream> {
    const audio = {
      channelCount: 1,
      echoCancellation: true,
      noiseSuppression: true,
      ...(this.device && { deviceId: this.device }),
    };
    const stream = await navigator.mediaDevices.getUserMedia({ audio });
    // The user may take the permission back, or pull the plug.
    for (const track of stream.getTracks()) {
      track.onended = () => {
        this.#stream = null;
        if (this.#listening) this.stop();
      };
    }
    return stream;
  }

  #listen(session: Session, stream: MediaStream, moment: MomentOf, first: Moment | null): void {
    const take = this.#take(stream, first && session.record(first));
    const listening: Listening = { session, stream, moment, take, ended: new AbortController() };
    this.#listening = listening;
    this.#enter("recording");
    this.#watch(listening).catch((error) => this.#onProblem(error));
  }

  // Without levels all that is said is one utterance.
  async #watch({ stream, ended }: Listening): Promise<void> {
    const detector = new SpeechDetector({
      onBegin: (agoMs) => this.#begin(agoMs),
      onEnd: () => this.#next(),
    });
    const hear = (level: SoundLevel) => {
      detector.take(level);
      this.levels.emit(level);
      if (detector.quiet) this.#shortenLead();
    };
    await watchLevel(stream, hear, ended.signal);
  }

  // Speech begins: the pieces that were kept back are a part of it.
  #begin(agoMs: number): void {
    const listening = this.#listening;
    if (!listening || listening.take.begun) return;
    const { take } = listening;
    const recording = listening.session.record(listening.moment(agoMs));
    take.begun = true;
    this.speech.emit(true);
    this.#inOrder(async () => {
      for (const piece of take.held.splice(0)) await recording.add(piece);
      take.recording = recording;
    });
  }

  // The speaker pauses: what was said is recognised, and the next utterance has a recording of its own.
  #next(): void {
    const listening = this.#listening;
    if (!listening) return;
    finish(listening.take);
    this.#tell(listening.take);
    listening.take = this.#take(listening.stream, null);
  }

  #shortenLead(): void {
    const listening = this.#listening;
    if (!listening || listening.take.begun) return;
    if (performance.now() - listening.take.startedAt > LEAD_MS) this.#next();
  }

  #take(stream: MediaStream, recording: Recording | null): Take {
    const recorder = new MediaRecorder(stream, { audioBitsPerSecond: 32_000 });
    const begun = recording !== null;
    const take: Take = { recorder, begun, recording, held: [], startedAt: performance.now() };
    recorder.ondataavailable = ({ data }) => {
      if (data.size === 0) return;
      this.#inOrder(async () => {
        const piece = await data.arrayBuffer();
        if (take.recording) await take.recording.add(piece);
        else take.held.push(piece);
      });
    };
    recorder.onstop = () => this.#inOrder(async () => take.recording?.finish());
    recorder.start(PIECE_MS);
    return take;
  }

  #tell({ begun }: Take): void {
    if (!begun) return;
    this.utterances.emit();
    this.speech.emit(false);
  }

  #inOrder(work: () => Promise<unknown>): void {
    this.#pieces = this.#pieces.then(work).then(
      () => {},
      (error) => {
        if (error instanceof QueueFullError) this.stop();
        this.#onProblem(error);
      },
    );
  }

  #enter(phase: SpeechInputPhase): void {
    if (phase === this.#phase) return;
    this.#phase = phase;
    this.changes.emit(phase);
  }
}

function finish({ recorder }: Take): void {
  if (recorder.state !== "inactive") recorder.stop();
}
