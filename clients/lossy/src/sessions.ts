import type { BackoffBounds } from "./backoff.js";
import type { RequestError } from "./errors.js";
import type { DetectedVideo } from "./library.js";
import { Listeners } from "./listeners.js";
import { takeLock } from "./lock.js";
import { Session, type SessionTopic } from "./session.js";
import { SpeechQueue } from "./speech_queue.js";
import { type RejectedSpeech, SpeechSender } from "./speech_sender.js";
import { part, type Storage } from "./storage.js";
import type { Topic } from "./topic.js";

export interface SessionOptions {
  /** The id of an earlier session. Absent: a new session. */
  id?: string;
  /** True if the client sends voice events. */
  voiceMode?: boolean;
}

export interface SessionsOptions {
  user: string;
  storage: Storage;
  /** The bound of the queue of each session. */
  maxBytes: number;
  retry: BackoffBounds;
  /** Joins the topic of a session. */
  open: (id: string, voiceMode: boolean) => Topic<SessionTopic>;
  /** Finds or creates a video. Returns its UUID. */
  detect: (video: DetectedVideo) => Promise<string>;
  onRejected: (rejected: RejectedSpeech) => void;
  onProblem: (error: unknown) => void;
}

interface OpenSession {
  queue: SpeechQueue;
  sender: SpeechSender;
  topic: Topic<SessionTopic>;
  /** False if only the words that are left keep the session open. */
  wanted: boolean;
  free: () => void;
}

const KEYS = "speech/";
const ADOPT_EVERY_MS = 10_000;

/** The sessions of a client: those that it has opened, and those that pages left with unsent words. */
export class Sessions {
  /** Called after any of the values below changed. */
  readonly changes = new Listeners<void>();
  #options: SessionsOptions;
  #opening = new Map<string, Promise<OpenSession | null>>();
  #open = new Map<string, OpenSession>();
  #adopting: ReturnType<typeof setInterval>;
  #stopped = false;

  constructor(options: SessionsOptions) {
    this.#options = options;
    this.#adopting = setInterval(() => void this.adopt(), ADOPT_EVERY_MS);
  }

  /** The utterances that the server does not have yet. */
  get waiting(): number {
    return this.#all.reduce((sum, { queue }) => sum + queue.utterances, 0);
  }

  get full(): boolean {
    return this.#all.some(({ queue }) => queue.full);
  }

  /** True while words wait that could not be sent at once. */
  get behind(): boolean {
    return this.#all.some(({ sender }) => sender.behind);
  }

  get blocked(): RequestError | null {
    return this.#all.find(({ sender }) => sender.blocked)?.sender.blocked ?? null;
  }

  /** Begins a session, or continues one of this user. Rejects if another page has it. */
  async begin({ id = crypto.randomUUID(), voiceMode = false }: SessionOptions): Promise<Session> {
    const session = await this.#opened(id, voiceMode);
    if (!session) throw new Error(`another page has the session ${id}`);
    session.wanted = true;
    return new Session(id, session.topic, session.queue, session.sender, () => {
      session.wanted = false;
      this.#closeIfDone(id);
    });
  }

  /** Opens the sessions whose pages have ended, until their words are sent. */
  async adopt(): Promise<void> {
    const keys = await this.#options.storage.keys(KEYS).catch(() => []);
    const ids = new Set(keys.map((key) => key.slice(KEYS.length).split("/")[0] ?? ""));
    for (const id of ids) {
      if (!this.#stopped) await this.#opened(id, false);
    }
  }

  /** Ends all sessions. Unsent words stay in the storage. */
  stop(): void {
    this.#stopped = true;
    clearInterval(this.#adopting);
    for (const id of [...this.#open.keys()]) this.#close(id);
  }

  get #all(): OpenSession[] {
    return [...this.#open.values()];
  }

  // Null if another page has the session.
  #opened(id: string, voiceMode: boolean): Promise<OpenSession | null> {
    const opening = this.#opening.get(id) ?? this.#start(id, voiceMode);
    this.#opening.set(id, opening);
    const forget = (session: OpenSession | null) => {
      if (!session) this.#opening.delete(id);
    };
    opening.then(forget, () => forget(null));
    return opening;
  }

  async #start(id: string, voiceMode: boolean): Promise<OpenSession | null> {
    const { user, storage, maxBytes, retry, open, detect, onRejected, onProblem } = this.#options;
    const free = await takeLock(`lossy/${user}/${id}`);
    if (!free) return null;
    const queue = await SpeechQueue.open({ storage: part(storage, `${KEYS}${id}/`), maxBytes, onProblem });
    if (this.#stopped) {
      free();
      throw new Error("the client was stopped");
    }
    const topic = open(id, voiceMode);
    const sender = new SpeechSender({ topic, queue, retry, detect, onRejected });
    queue.changes.add(() => {
      this.#closeIfDone(id);
      this.changes.emit();
    });
    sender.changes.add(() => this.changes.emit());
    const session = { queue, sender, topic, free, wanted: false };
    this.#open.set(id, session);
    this.changes.emit();
    return session;
  }

  #closeIfDone(id: string): void {
    const session = this.#open.get(id);
    if (session && !session.wanted && session.queue.parts.length === 0) this.#close(id);
  }

  #close(id: string): void {
    const session = this.#open.get(id);
    if (!session) return;
    this.#open.delete(id);
    this.#opening.delete(id);
    session.sender.stop();
    session.topic.leave();
    session.free();
    this.changes.emit();
  }
}
