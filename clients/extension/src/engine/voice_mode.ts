// Voice mode: the engine listens, the video pauses while the user speaks, and goes on afterwards.

import { Listeners } from "../../../lossy/src/listeners.js";
import type { Session } from "../../../lossy/src/session.js";
import type { Microphone, MomentOf } from "../../../voice/src/microphone.js";
import type { VoicePhase } from "../messages.js";

export interface VoiceModeOptions {
  microphone: Microphone;
  /** Pauses the reviewed video, if the user wants that. Returns the function that plays it on. */
  hold: () => () => void;
}

export class VoiceMode {
  readonly changes = new Listeners<VoicePhase>();
  #options: VoiceModeOptions;
  #speaking = false;
  #release: (() => void) | null = null;

  constructor(options: VoiceModeOptions) {
    this.#options = options;
    const { microphone } = options;
    microphone.speech.add((speaking) => this.#speech(speaking));
    microphone.changes.add(() => this.changes.emit(this.phase));
  }

  get phase(): VoicePhase {
    const { phase } = this.#options.microphone;
    if (phase === "recording") return this.#speaking ? "speaking" : "listening";
    return phase;
  }

  /** Begins to listen for the session. */
  async start(session: Session, moment: MomentOf): Promise<void> {
    await this.#options.microphone.listen(session, moment);
  }

  stop(): void {
    this.#options.microphone.close();
  }

  #speech(speaking: boolean): void {
    this.#speaking = speaking;
    this.#release?.();
    this.#release = speaking ? this.#options.hold() : null;
    this.changes.emit(this.phase);
  }
}
