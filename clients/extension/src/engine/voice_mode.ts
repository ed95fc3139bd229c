// Voice mode: the engine listens, the video pauses while the user speaks, and goes on afterwards.

import { Listeners } from "../../../lossy/src/listeners.js";
import type { Session } from "../../../lossy/src/session.js";
import type { MomentOf, SpeechInput } from "../../../voice/src/speech_input.js";
import type { VoicePhase } from "../messages.js";

export interface VoiceModeOptions {
  /** Pauses the reviewed video, if the user wants that. Returns the function that plays it on. */
  hold: () => () => void;
}

export class VoiceMode {
  readonly changes = new Listeners<VoicePhase>();
  #hold: () => () => void;
  #input: SpeechInput | null = null;
  #removals: (() => void)[] = [];
  #release: (() => void) | null = null;

  constructor({ hold }: VoiceModeOptions) {
    this.#hold = hold;
  }

  get phase(): VoicePhase {
    const phase = this.#input?.phase ?? "off";
    if (phase === "recording") return this.#release ? "speaking" : "listening";
    return phase;
  }

  /** Begins to listen with an input for the session, in place of the former one. */
  async start(input: SpeechInput, session: Session, moment: MomentOf): Promise<void> {
    this.stop();
    this.#input = input;
    this.#removals = [
      input.speech.add((speaking) => this.#speech(speaking)),
      input.changes.add(() => this.changes.emit(this.phase)),
    ];
    await input.listen(session, moment);
  }

  /** Ends listening. What was said is kept. */
  stop(): void {
    const input = this.#input;
    this.#input = null;
    input?.close();
    for (const remove of this.#removals.splice(0)) remove();
    this.#speech(false);
  }

  #speech(speaking: boolean): void {
    this.#release?.();
    this.#release = speaking ? this.#hold() : null;
    this.changes.emit(this.phase);
  }
}
