import { Recording } from "./recording.js";
import type { SpeechQueue } from "./speech_queue.js";
import type { SpeechSender } from "./speech_sender.js";
import type { Topic } from "./topic.js";
import type { Moment } from "./utterance.js";

export type SessionTopic = `audio:${string}`;

/**
 * A listening session: words go in, notes come out. Words are kept until the server has stored
 * them, also over a reload of the page, and reach it once and in order.
 */
export class Session {
  readonly id: string;
  /** For the pushes of the session, such as `agent_event`. */
  readonly topic: Topic<SessionTopic>;
  #queue: SpeechQueue;
  #sender: SpeechSender;
  #onClose: () => void;

  constructor(
    id: string,
    topic: Topic<SessionTopic>,
    queue: SpeechQueue,
    sender: SpeechSender,
    onClose: () => void,
  ) {
    this.id = id;
    this.topic = topic;
    this.#queue = queue;
    this.#sender = sender;
    this.#onClose = onClose;
  }

  /** The number of utterances that the server does not have yet. */
  get waiting(): number {
    return this.#queue.utterances;
  }

  /**
   * Adds words that were recognised in this browser; at most 20,000 bytes. `moment` is the one at
   * which the speaker began. The promise resolves when the words outlive the page. Throws a
   * QueueFullError.
   */
  say(text: string, moment: Moment, source = "local"): Promise<void> {
    return this.#queue.add({ kind: "text", utterance: crypto.randomUUID(), moment, text, source });
  }

  /** The user looks at another video, or at none. Words that were spoken before keep theirs. */
  show(videoId: string | null): void {
    this.#sender.show(videoId);
  }

  /** Begins a recording, whose words belong to `moment`. */
  record(moment: Moment): Recording {
    return new Recording(this.#queue, moment);
  }

  /** Resolves when the server has all words. */
  stored(): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (this.#queue.parts.length > 0) return;
        remove();
        resolve();
      };
      const remove = this.#queue.changes.add(look);
      look();
    });
  }

  /** Ends the session on this page, when the server has the words that are left. */
  close(): void {
    this.#onClose();
  }
}
