// Recognition of speech in the browser: the Web Speech API. The browser may send the sound to its maker.

import { Listeners } from "../../lossy/src/listeners.js";
import type { Session } from "../../lossy/src/session.js";
import type { Moment } from "../../lossy/src/utterance.js";
import type { MomentOf, SpeechInput, SpeechInputPhase } from "./speech_input.js";

/** The part of the Web Speech API that is used. */
export interface SpeechRecognition {
  continuous: boolean;
  interimResults: boolean;
  lang: string;
  onspeechstart: (() => void) | null;
  onresult: ((event: RecognitionResults) => void) | null;
  onerror: ((event: { error: string }) => void) | null;
  onstart: (() => void) | null;
  onend: (() => void) | null;
  start(): void;
  stop(): void;
}

export interface RecognitionResults {
  readonly resultIndex: number;
  readonly results: ArrayLike<ArrayLike<{ transcript: string; confidence: number }> & { isFinal: boolean }>;
}

// The service has no name for this recogniser. Most browsers send the sound to a server.
const SOURCE = "cloud";
// The browser ends a recognition after silence. One that fails at once is not begun again at once.
const RESTART_MS = 500;

const ERRORS: Record<string, DOMException | Error | null> = {
  "no-speech": null,
  aborted: null,
  "not-allowed": new DOMException("the microphone is not allowed", "NotAllowedError"),
  "audio-capture": new DOMException("there is no microphone", "NotFoundError"),
  network: new Error("The browser's recognition of speech needs a network."),
  "language-not-supported": new Error("The browser does not recognise this language."),
};
// After these the next try would fail as well.
const FINAL = new Set(["not-allowed", "service-not-allowed", "audio-capture", "language-not-supported"]);

export class BrowserRecognition implements SpeechInput {
  readonly changes = new Listeners<SpeechInputPhase>();
  readonly speech = new Listeners<boolean>();
  readonly utterances = new Listeners<void>();
  /** A BCP 47 tag. Empty: the language of the browser. */
  language = "";
  #make: () => SpeechRecognition;
  #onProblem: (problem: unknown) => void;
  #phase: SpeechInputPhase = "off";
  #recognition: SpeechRecognition | null = null;
  #restart: ReturnType<typeof setTimeout> | undefined;
  #speaking = false;

  constructor(make: () => SpeechRecognition, onProblem: (problem: unknown) => void) {
    this.#make = make;
    this.#onProblem = onProblem;
  }

  get phase(): SpeechInputPhase {
    return this.#phase;
  }

  async listen(session: Session, moment: MomentOf): Promise<void> {
    if (this.#phase !== "off") return;
    this.#enter("starting");
    this.#begin(session, moment);
  }

  close(): void {
    clearTimeout(this.#restart);
    const recognition = this.#recognition;
    this.#recognition = null;
    recognition?.stop();
    this.#setSpeaking(false);
    this.#enter("off");
  }

  #begin(session: Session, moment: MomentOf): void {
    const recognition = this.#make();
    this.#recognition = recognition;
    recognition.continuous = true;
    recognition.interimResults = true;
    recognition.lang = this.language;
    let began: Moment | null = null; // The moment of the words that are not final.
    const speak = () => {
      began ??= moment(0);
      if (this.#recognition === recognition) this.#setSpeaking(true);
      return began;
    };
    recognition.onstart = () => this.#enter("recording");
    recognition.onspeechstart = speak;
    // Final words may arrive after `close`.
    recognition.onresult = ({ resultIndex, results }) => {
      for (let i = resultIndex; i < results.length; i++) {
        const best = results[i]?.[0];
        if (!best?.transcript.trim()) continue;
        const moment = speak();
        if (results[i]?.isFinal) {
          began = null;
          this.#said(session, best.transcript.trim(), moment);
        } else {
          showPartly(session, best);
        }
      }
    };
    recognition.onerror = ({ error }) => this.#failed(error);
    recognition.onend = () => {
      if (this.#recognition !== recognition) return;
      this.#setSpeaking(false);
      this.#restart = setTimeout(() => this.#begin(session, moment), RESTART_MS);
    };
    recognition.start();
  }

  #said(session: Session, text: string, moment: Moment): void {
    try {
      session.say(text, moment, SOURCE).catch(this.#onProblem);
      this.utterances.emit();
    } catch (error) {
      this.#onProblem(error);
    }
    this.#setSpeaking(false);
  }

  #setSpeaking(speaking: boolean): void {
    if (speaking === this.#speaking) return;
    this.#speaking = speaking;
    this.speech.emit(speaking);
  }

  #failed(error: string): void {
    if (FINAL.has(error)) this.close();
    const problem = error in ERRORS ? ERRORS[error] : new Error(`The browser cannot recognise speech: ${error}.`);
    if (problem) this.#onProblem(problem);
  }

  #enter(phase: SpeechInputPhase): void {
    if (phase === this.#phase) return;
    this.#phase = phase;
    this.changes.emit(phase);
  }
}

// Words that are not final are for the eye: a failure loses nothing.
function showPartly({ topic }: Session, { transcript: text, confidence }: { transcript: string; confidence: number }): void {
  if (topic.phase === "joined") topic.push("transcript_partial", { text, confidence }).catch(() => {});
}

/** Returns what makes recognitions of this browser, or null if it has none. */
export function browserRecognitions(): (() => SpeechRecognition) | null {
  const { SpeechRecognition: Standard, webkitSpeechRecognition: Webkit } = globalThis as any;
  const Recognition = Standard ?? Webkit;
  return Recognition ? () => new Recognition() : null;
}
