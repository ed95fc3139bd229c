import type { BackoffBounds } from "./backoff.js";
import { Connection } from "./connection.js";
import type { Position } from "./contract.js";
import { Library, type MetaTopic, type Video } from "./library.js";
import { Listeners } from "./listeners.js";
import { keptSnapshot, type ListPhase } from "./live_list.js";
import { MemoryStorage } from "./memory_storage.js";
import { type Note, Notes, type NotesTopic } from "./notes.js";
import type { Session } from "./session.js";
import { type SessionOptions, Sessions } from "./sessions.js";
import type { RejectedSpeech } from "./speech_sender.js";
import { sameState, type State, type Status } from "./state.js";
import { part, type Storage } from "./storage.js";
import type { TokenProvider } from "./token.js";
import { Topic } from "./topic.js";
import type { ParamsOf, TopicName } from "./topic_types.js";

export interface ClientOptions {
  /** The origin of the edge, such as "https://lossy.example". */
  origin: string;
  /** The user's id, the `sub` of the tokens. What is kept belongs to this user. */
  user: string;
  token: TokenProvider;
  /** Keeps lists, positions and unsent words. Absent: memory, which ends with the page. */
  storage?: Storage;
  /** The most bytes of unsent words of a session; absent: 64 MiB, about 4 hours of speech. */
  maxQueueBytes?: number;
  /** Called with words that the server refuses for good, so that the user does not lose them. */
  onRejected?: (rejected: RejectedSpeech) => void;
  /** Called with failures that the client retries, for a log. */
  onProblem?: (error: unknown) => void;
  /** A WebSocket class, for Node. */
  transport?: unknown;
  /** After this time without a WebSocket the client uses long-poll. Absent: never. */
  longPollFallbackMs?: number;
  /** The time between heartbeats; absent: 10 s. Silence of this length ends a connection. */
  heartbeatMs?: number;
  /** The time in which the edge must answer one request; absent: 10 s. */
  answerMs?: number;
  /** The time in which a request must succeed, tries included; absent: 30 s. */
  requestMs?: number;
  /** The delays of tries to connect, and to have a token. */
  reconnect?: BackoffBounds;
  /** The delays of tries to join a topic, and to repeat a request. */
  retry?: BackoffBounds;
}

const SAVE_DELAY_MS = 200;

/**
 * A client of one user. It connects, stays connected, and keeps its topics joined until `stop`. All
 * that it hands out shares its connection.
 */
export class Client {
  /** The user's videos. */
  readonly library: Library;
  /** The user's topic, for settings and events of its own. */
  readonly meta: Topic<MetaTopic>;
  #options: ClientOptions;
  #connection: Connection;
  #storage: Storage;
  #states = new Listeners<State>();
  #state: State;
  #topics = new Set<Topic<any>>();
  #notes = new Map<string, { opened: Promise<Notes>; uses: number }>();
  #lists = new Set<{ readonly phase: ListPhase }>();
  #sessions: Sessions;

  private constructor(options: ClientOptions, library: Awaited<ReturnType<typeof keptSnapshot<Video>>>) {
    this.#options = options;
    this.#storage = storageOf(options);
    this.#connection = new Connection({
      heartbeatMs: 10_000,
      answerMs: 10_000,
      ...options,
      onProblem: (error) => options.onProblem?.(error),
      reconnect: options.reconnect ?? { first: 200, most: 10_000 },
      rejoin: this.#retry,
    });
    this.#sessions = new Sessions({
      user: options.user,
      storage: this.#storage,
      maxBytes: options.maxQueueBytes ?? 64 << 20,
      retry: this.#retry,
      open: (id, voiceMode) =>
        this.#open(`audio:${id}`, () => (voiceMode ? { voice_mode: true } : {}), null),
      detect: (video) => this.library.detect(video),
      onRejected: (rejected) => options.onRejected?.(rejected),
      onProblem: (error) => options.onProblem?.(error),
    });
    // No position: each page loads the library again, because a detection publishes no event.
    this.meta = this.#open("video:meta", () => ({}), null);
    this.library = new Library(this.meta, {
      snapshot: library,
      storage: this.#storage,
      storageKey: LIBRARY_KEY,
      retry: this.#retry,
    });
    this.#track(this.library);
    this.#state = this.#stateNow();
    this.#connection.changes.add(() => this.#update());
    this.#sessions.changes.add(() => this.#update());
  }

  /** Starts a client. It resolves at once when the kept state is read, also without a network. */
  static async start(options: ClientOptions): Promise<Client> {
    const library = await keptSnapshot<Video>(storageOf(options), LIBRARY_KEY);
    const client = new Client(options, library);
    client.#connection.start();
    await client.#sessions.adopt();
    return client;
  }

  get state(): State {
    return this.#state;
  }

  /** Calls `callback` after each change of the state. The returned function ends that. */
  onState(callback: (state: State) => void): () => void {
    return this.#states.add(callback);
  }

  /**
   * Joins a topic. It is joined again by itself until `leave`. Throws if this client has the topic
   * already, because an edge joins a topic once on a connection.
   */
  topic<Name extends TopicName>(name: Name, params: ParamsOf<Name>): Topic<Name> {
    return this.#open(name, () => params, null);
  }

  /**
   * Joins a topic after the position that an earlier page kept, so that events between the pages
   * arrive. The first of `joins` has `recovered: false` if that is impossible.
   */
  async resume<Name extends TopicName>(name: Name, params: ParamsOf<Name>): Promise<Topic<Name>> {
    const key = `position/${name}`;
    const kept = (await this.#storage.get(key).catch(() => null)) as Position | null;
    const topic = this.#open(name, () => params, kept ?? null);
    let saving: ReturnType<typeof setTimeout> | undefined;
    const save = () => {
      saving ??= setTimeout(() => {
        saving = undefined;
        if (topic.position) this.#storage.set(key, topic.position).catch(() => {});
      }, SAVE_DELAY_MS);
    };
    topic.advances.add(save);
    topic.joins.add(save);
    return topic;
  }

  /**
   * Follows the notes of a video. The kept notes are there at once. The parts of a page that follow
   * the same video share one object, and each must call its `close`.
   */
  notes(videoId: string): Promise<Notes> {
    let shared = this.#notes.get(videoId);
    if (!shared) {
      shared = { opened: this.#openNotes(videoId), uses: 0 };
      this.#notes.set(videoId, shared);
      shared.opened.catch(() => this.#notes.delete(videoId));
    }
    shared.uses += 1;
    return shared.opened;
  }

  /** Begins a listening session, or continues one of this user. Rejects if another page has it. */
  session(options: SessionOptions = {}): Promise<Session> {
    return this.#sessions.begin(options);
  }

  /** Finds out at once whether the edge answers, for instance when the page is shown again. */
  verify(): void {
    this.#connection.verify();
  }

  /** Ends the connection and all work. Unsent words stay in the storage. */
  stop(): void {
    this.#connection.stop();
    this.#sessions.stop();
    this.library.close();
    for (const topic of [...this.#topics]) topic.leave();
  }

  /** Stops, and deletes all that is kept of the user, unsent words included. For signing out. */
  async forget(): Promise<void> {
    this.stop();
    const keys = await this.#storage.keys("");
    await Promise.all(keys.map((key) => this.#storage.delete(key)));
  }

  get #retry(): BackoffBounds {
    return this.#options.retry ?? { first: 500, most: 10_000 };
  }

  #open<Name extends TopicName>(
    name: Name,
    params: () => ParamsOf<Name>,
    position: Position | null,
  ): Topic<Name> {
    const { requestMs = 30_000 } = this.#options;
    if ([...this.#topics].some((topic) => topic.name === name)) {
      throw new Error(`this client has joined ${name} already`);
    }
    const topic = new Topic(this.#connection, name, params, {
      requestMs,
      retry: this.#retry,
      position,
    });
    this.#topics.add(topic);
    topic.changes.add((phase) => {
      if (phase === "left" || phase === "refused") this.#topics.delete(topic);
      this.#update();
    });
    return topic;
  }

  async #openNotes(videoId: string): Promise<Notes> {
    const storageKey = `notes/${videoId}`;
    const snapshot = await keptSnapshot<Note>(this.#storage, storageKey);
    const name: NotesTopic = `notes:video:${videoId}`;
    const topic = this.#open(name, () => ({}), snapshot?.position ?? null);
    const kept = { snapshot, storage: this.#storage, storageKey, retry: this.#retry };
    const release = () => this.#releaseNotes(videoId, notes);
    const notes: Notes = new Notes(videoId, topic, this.meta, kept, release);
    this.#track(notes);
    return notes;
  }

  // Returns true at the last use.
  #releaseNotes(videoId: string, notes: Notes): boolean {
    const shared = this.#notes.get(videoId);
    if (!shared || --shared.uses > 0) return false;
    this.#notes.delete(videoId);
    this.#lists.delete(notes);
    this.#update();
    return true;
  }

  #track(list: Library | Notes): void {
    this.#lists.add(list);
    list.onChange(() => this.#update());
    this.#update();
  }

  #update(): void {
    const state = this.#stateNow();
    if (this.#state && sameState(state, this.#state)) return;
    this.#state = state;
    this.#states.emit(state);
  }

  #stateNow(): State {
    const { waiting, full, blocked } = this.#sessions;
    return { status: this.#status(), waiting, full, blocked, signedOut: this.#connection.signedOut };
  }

  #status(): Status {
    const { phase } = this.#connection;
    if (phase === "closed" || phase === "signed_out") return phase;
    if (phase === "connecting") return "offline";
    const joining = [...this.#topics].some((topic) => topic.phase === "joining");
    const stale = [...this.#lists].some((list) => list.phase === "loading" || list.phase === "stale");
    return joining || stale || this.#sessions.behind ? "catching_up" : "live";
  }
}

const LIBRARY_KEY = "library";

function storageOf({ storage, user }: ClientOptions): Storage {
  return part(storage ?? memory, `lossy/${encodeURIComponent(user)}/`);
}

// Shared by the clients of a page, so that one that is stopped leaves its words to the next.
const memory = new MemoryStorage();
