import type { Listeners } from "../../lossy/src/listeners.js";
import type { Session } from "../../lossy/src/session.js";
import type { Moment } from "../../lossy/src/utterance.js";

/**
 * - "off": nothing is recorded;
 * - "starting": the browser opens the microphone, and may ask the user;
 * - "recording": what is said is recorded, or recognised.
 */
export type SpeechInputPhase = "off" | "starting" | "recording";

/** Returns the place in the video at which words began, `agoMs` milliseconds ago. */
export type MomentOf = (agoMs: number) => Moment;

/** A way from the user's voice to a session. */
export interface SpeechInput {
  readonly phase: SpeechInputPhase;
  readonly changes: Listeners<SpeechInputPhase>;
  /** Called with true when speech begins, and with false when it has ended. */
  readonly speech: Listeners<boolean>;
  /** Called when an utterance has ended. */
  readonly utterances: Listeners<void>;
  /** Begins to listen, and gives the session whatever the user says. */
  listen(session: Session, moment: MomentOf): Promise<void>;
  /** Ends that, and gives the microphone back. What was said is kept. */
  close(): void;
}
