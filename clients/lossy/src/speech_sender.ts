import { type BackoffBounds, backoff } from "./backoff.js";
import { RequestError } from "./errors.js";
import type { DetectedVideo } from "./library.js";
import { Listeners } from "./listeners.js";
import type { QueuedPart, SpeechQueue } from "./speech_queue.js";
import type { Topic } from "./topic.js";
import type { Moment, Part } from "./utterance.js";

// The pieces of audio that are on their way at once.
const PIECES_AT_ONCE = 32;
const BYTES_AT_ONCE = 256 * 1024;
const QUOTA_RETRY_MS = 30_000;

/** Words that the server refuses for good. The queue has dropped them. */
export interface RejectedSpeech {
  error: RequestError;
  moment: Moment;
  /** The words, if they were a text. */
  text: string | null;
}

export interface SpeechSenderOptions {
  topic: Topic<`audio:${string}`>;
  queue: SpeechQueue;
  retry: BackoffBounds;
  /** Finds or creates a video. Returns its UUID. */
  detect: (video: DetectedVideo) => Promise<string>;
  onRejected: (rejected: RejectedSpeech) => void;
}

/**
 * Sends the words of a session in their order, each once. A part leaves the queue when the server has
 * stored it. Before each utterance the sender sets its video and second, so words that waited
 * belong to the moment at which they were spoken.
 */
export class SpeechSender {
  /** Called after `behind` or `blocked` changed. */
  readonly changes = new Listeners<void>();
  #options: SpeechSenderOptions;
  #sending = false;
  #stopped = false;
  #failures = 0;
  #behind: boolean;
  #blocked: RequestError | null = null;
  #begun = ""; // The utterance whose moment the server has.
  #shown: { videoId: string | null } | null = null; // The video of `show`, until the server has it.
  // Streams that continue under another name, because the server lost their beginning.
  #renamed = new Map<string, { streamId: string; base: number }>();

  constructor(options: SpeechSenderOptions) {
    this.#options = options;
    const { topic, queue } = options;
    this.#behind = queue.parts.length > 0;
    queue.changes.add(() => {
      if (queue.parts.length === 0) this.#setBehind(false);
      else if (topic.phase !== "joined") this.#setBehind(true);
      void this.#send();
    });
    topic.joins.add(({ reply }) => this.#acknowledge(reply.stream_id, reply.received_bytes));
    topic.changes.add((phase) => {
      if (phase === "joined") void this.#send();
      else if (phase === "refused") void this.#rejectAll();
      else if (queue.parts.length > 0) this.#setBehind(true);
    });
    void this.#send();
  }

  /** True while words wait that could not be sent at once. */
  get behind(): boolean {
    return this.#behind;
  }

  /** The reason why the server takes no words at present, such as a quota. */
  get blocked(): RequestError | null {
    return this.#blocked;
  }

  /**
   * The user looks at another video. The server gets it when no words wait; each utterance has a
   * video of its own.
   */
  show(videoId: string | null): void {
    this.#shown = { videoId };
    void this.#send();
  }

  stop(): void {
    this.#stopped = true;
  }

  #setBehind(behind: boolean): void {
    if (behind === this.#behind) return;
    this.#behind = behind;
    this.changes.emit();
  }

  #setBlocked(blocked: RequestError | null): void {
    if (blocked === this.#blocked) return;
    this.#blocked = blocked;
    this.changes.emit();
  }

  async #send(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    const { topic, queue } = this.#options;
    while (!this.#stopped && topic.phase === "joined") {
      const head = queue.parts[0];
      if (!head && !this.#shown) break;
      if (!head) {
        await this.#sendShown();
        continue;
      }
      try {
        await this.#sendFrom(head);
        this.#failures = 0;
        this.#setBlocked(null);
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
        await this.#recover(error, head);
      }
    }
    this.#sending = false;
  }

  // A failure is none of the user's: the next utterance sets its video itself.
  async #sendShown(): Promise<void> {
    const { videoId: video_id } = this.#shown ?? { videoId: null };
    this.#shown = null;
    this.#begun = "";
    await this.#options.topic.push("update_video_context", { video_id }).catch(() => {});
  }

  async #sendFrom(head: QueuedPart): Promise<void> {
    const { topic, queue } = this.#options;
    const { part } = head;
    if (part.kind === "text") {
      await this.#begin(part);
      const { text, source, utterance: request_id } = part;
      await topic.push("transcript_final", { text, source, request_id });
      await queue.remove([head]);
    } else if (part.kind === "stop") {
      await topic.push("stop_recording", {});
      await queue.remove([head]);
    } else {
      // The server knows the moment of a recording that it has the beginning of.
      if (part.offset === 0) await this.#begin(part);
      await this.#sendAudio(this.#nextAudio(part.utterance));
    }
  }

  async #begin({ utterance, moment }: Part): Promise<void> {
    if (this.#begun === utterance) return;
    const { topic, detect } = this.#options;
    const video_id = moment.videoId ?? (moment.video ? await detect(moment.video) : null);
    const context = topic.push("update_video_context", { video_id });
    const second =
      moment.timestamp === null
        ? Promise.resolve()
        : topic.push("set_timestamp", { timestamp: moment.timestamp });
    const [set] = await Promise.allSettled([context, second]);
    if (set.status === "rejected") {
      // The video was deleted meanwhile. The words must not belong to another one.
      if (set.reason.reason !== "not_found") throw set.reason;
      await topic.push("update_video_context", { video_id: null });
    }
    await second;
    this.#begun = utterance;
  }

  #nextAudio(utterance: string): QueuedPart[] {
    const pieces: QueuedPart[] = [];
    let bytes = 0;
    for (const queued of this.#options.queue.parts) {
      const { part } = queued;
      if (part.kind !== "audio" || part.utterance !== utterance) break;
      bytes += part.data.byteLength;
      if (pieces.length === PIECES_AT_ONCE || (pieces.length > 0 && bytes > BYTES_AT_ONCE)) break;
      pieces.push(queued);
    }
    return pieces;
  }

  async #sendAudio(pieces: QueuedPart[]): Promise<void> {
    const { topic, queue } = this.#options;
    const answers = await Promise.allSettled(
      pieces.map(({ part }) => {
        if (part.kind !== "audio") throw new TypeError("only audio is sent as audio");
        const { streamId, base } = this.#stream(part.utterance);
        const query = `stream_id=${encodeURIComponent(streamId)}&offset=${part.offset - base}`;
        return topic.push(`audio_chunk?${query}`, part.data);
      }),
    );
    const failed = answers.findIndex(({ status }) => status === "rejected");
    await queue.remove(failed < 0 ? pieces : pieces.slice(0, failed));
    if (failed >= 0) throw (answers[failed] as PromiseRejectedResult).reason;
  }

  #stream(utterance: string): { streamId: string; base: number } {
    return this.#renamed.get(utterance) ?? { streamId: utterance, base: 0 };
  }

  // Removes the audio that the server has stored.
  #acknowledge(streamId: unknown, receivedBytes: number): void {
    const { queue } = this.#options;
    this.#begun = "";
    const stored = queue.parts.filter(({ part }) => {
      if (part.kind !== "audio") return false;
      const stream = this.#stream(part.utterance);
      const end = part.offset - stream.base + part.data.byteLength;
      return stream.streamId === streamId && end <= receivedBytes;
    });
    void queue.remove(stored);
  }

  // Returns when the next try is due.
  async #recover(error: RequestError, head: QueuedPart): Promise<void> {
    this.#failures += 1;
    const { part } = head;
    const delay = Math.max(error.retryAfterMs, backoff(this.#failures, this.#options.retry));
    if (error.reason === "disconnected" || error.reason === "left") return;
    if (error.reason === "failed_precondition" && part.kind === "audio") {
      this.#continue(part.utterance, part.offset, Number(error.details["received_bytes"] ?? 0));
    } else if (error.reason === "quota_exceeded") {
      this.#setBlocked(error);
      return this.#wait(QUOTA_RETRY_MS);
    } else if (!error.passing && error.reason !== "internal") {
      return this.#reject(error, part);
    }
    this.#setBehind(true);
    await this.#wait(delay);
  }

  // The server lacks bytes before `offset`, which this client does not have any more. So what is
  // left becomes a stream of its own.
  #continue(utterance: string, offset: number, receivedBytes: number): void {
    const { streamId, base } = this.#stream(utterance);
    if (receivedBytes >= offset - base) this.#acknowledge(streamId, receivedBytes);
    else this.#renamed.set(utterance, { streamId: crypto.randomUUID(), base: offset });
  }

  async #reject(error: RequestError, { utterance, moment, ...part }: Part): Promise<void> {
    const { queue, onRejected } = this.#options;
    await queue.remove(queue.parts.filter((queued) => queued.part.utterance === utterance));
    onRejected({ error, moment, text: part.kind === "text" ? part.text : null });
  }

  // The server refuses the session.
  async #rejectAll(): Promise<void> {
    const { topic, queue } = this.#options;
    for (let head = queue.parts[0]; head && topic.refusal; head = queue.parts[0]) {
      await this.#reject(topic.refusal, head.part);
    }
  }

  // A new join ends the wait.
  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        remove();
        resolve();
      };
      const timer = setTimeout(end, ms);
      const remove = this.#options.topic.changes.add(end);
    });
  }
}
