import { type BackoffBounds, backoff } from "./backoff.js";
import type { Connection } from "./connection.js";
import type { Position, PushesOf } from "./contract.js";
import { type FailureReason, RequestError } from "./errors.js";
import { Listeners } from "./listeners.js";
import type { StockChannel } from "./stock_channel.js";
import type {
  EventName,
  JoinedOf,
  ParamsOf,
  PayloadOf,
  ReplyOf,
  TopicName,
  WriteName,
} from "./topic_types.js";

// Refusals of a join that another try does not change.
const FINAL: ReadonlySet<string> = new Set(["forbidden", "invalid_argument", "not_found"]);

/**
 * - "joining": not joined yet, or not joined any more; the client tries;
 * - "joined": the topic is live;
 * - "refused": the edge refused the join for good; `refusal` has the reason;
 * - "left": the client left the topic, or the edge closed it.
 */
export type TopicPhase = "joining" | "joined" | "refused" | "left";

export interface TopicOptions {
  /** The time in which a request must have an answer, tries included. */
  requestMs: number;
  /** The delays before a request is tried again. */
  retry: BackoffBounds;
  /** The place after which events are wanted, from an earlier page. */
  position?: Position | null;
}

/** The reply to a join, and whether all events since the last position follow it. */
export interface Joined<Name extends TopicName> {
  reply: JoinedOf<Name>;
  recovered: boolean;
}

/**
 * A joined topic. It is joined again whenever its channel ends, after the position of the last event,
 * so that `on` has each event once and in order. If that is impossible, `joins` has
 * `recovered: false`, and the state must be loaded again.
 */
export class Topic<Name extends TopicName> {
  readonly name: Name;
  /** Called at each join, before the events that follow it. */
  readonly joins = new Listeners<Joined<Name>>();
  /** Called after each change of the phase. */
  readonly changes = new Listeners<TopicPhase>();
  /** Called after each event that has a position, when its listeners have seen it. */
  readonly advances = new Listeners<Position>();
  #channel: StockChannel;
  #options: TopicOptions;
  #phase: TopicPhase = "joining";
  #position: Position | null;
  #reply: JoinedOf<Name> | null = null;
  #refusal: RequestError | null = null;
  #listeners = new Map<string, Listeners<any>>();
  #pending = new Set<(reason: FailureReason) => void>();

  constructor(
    connection: Connection,
    name: Name,
    params: () => ParamsOf<Name>,
    options: TopicOptions,
  ) {
    this.name = name;
    this.#options = options;
    this.#position = options.position ?? null;
    this.#channel = connection.channel(name, () => ({
      ...params(),
      recover: this.#position ?? true,
    }));
    this.#channel.onMessage = (event, payload) => {
      this.#received(event, payload);
      return payload;
    };
    this.#channel.onError(() => {
      this.#fail("disconnected");
      if (this.#phase === "joined") this.#enter("joining");
    });
    this.#channel.onClose(() => this.#end());
    this.#channel
      .join()
      .receive("ok", (reply) => this.#joined(reply))
      .receive("error", (response) => this.#refused(response));
  }

  get phase(): TopicPhase {
    return this.#phase;
  }

  /** The place of the last event, or of the last join. */
  get position(): Position | null {
    return this.#position;
  }

  /** The reply to the last join. Null before the first one. */
  get reply(): JoinedOf<Name> | null {
    return this.#reply;
  }

  get refusal(): RequestError | null {
    return this.#refusal;
  }

  /** The stock channel, for the stock Presence. */
  get channel(): StockChannel {
    return this.#channel;
  }

  /** Calls `callback` at each such event. The returned function ends that. */
  on<Key extends keyof PushesOf<Name> & string>(
    event: Key,
    callback: (payload: PushesOf<Name>[Key]) => void,
  ): () => void {
    const listeners = this.#listeners.get(event) ?? new Listeners<any>();
    this.#listeners.set(event, listeners);
    return listeners.add(callback);
  }

  /**
   * Sends a request that changes nothing, or that is harmless twice, until it has an answer. Rejects
   * with a RequestError.
   */
  read<Key extends EventName<Name>>(
    event: Key,
    payload?: PayloadOf<Name, Key>,
  ): Promise<ReplyOf<Name, Key>> {
    return this.#request(event, payload ?? {});
  }

  /**
   * Sends a request that writes until it has an answer. All tries have one request_id, so that the
   * service writes once. Rejects with a RequestError.
   */
  write<Key extends WriteName<Name>>(
    event: Key,
    payload: PayloadOf<Name, Key>,
  ): Promise<ReplyOf<Name, Key>> {
    return this.#request(event, { request_id: crypto.randomUUID(), ...(payload as object) });
  }

  /** Sends a message once, also an event that no service declares. Rejects if it is not joined. */
  push(event: string, payload: object | ArrayBuffer): Promise<any> {
    return new Promise((resolve, reject) => {
      const fail = (reply: { reason: FailureReason }) => {
        this.#pending.delete(lose);
        reject(new RequestError(event, this.name, reply));
      };
      const lose = (reason: FailureReason) => fail({ reason });
      if (this.#phase !== "joined") return lose(this.#ended ? "left" : "disconnected");
      this.#pending.add(lose);
      this.#channel
        .push(event, payload)
        .receive("ok", (response) => {
          this.#pending.delete(lose);
          resolve(response);
        })
        .receive("error", fail)
        .receive("timeout", () => lose("timeout"));
    });
  }

  /** Resolves when the topic is joined. Rejects when it never will be, or after `limitMs`. */
  joined(limitMs = Infinity): Promise<void> {
    return new Promise((resolve, reject) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const settle = (act: () => void) => {
        clearTimeout(timer);
        remove();
        act();
      };
      const look = (phase: TopicPhase) => {
        if (phase === "joined") settle(resolve);
        if (phase === "refused") settle(() => reject(this.#refusal));
        if (phase === "left") settle(() => reject(this.#failure("join", "left")));
      };
      const remove = this.changes.add(look);
      if (limitMs < Infinity) {
        timer = setTimeout(() => settle(() => reject(this.#failure("join", "timeout"))), limitMs);
      }
      look(this.#phase);
    });
  }

  /** Leaves the topic for good. */
  leave(): void {
    if (this.#ended) return;
    this.#end();
    this.#channel.leave();
  }

  async #request(event: string, payload: object): Promise<any> {
    const end = performance.now() + this.#options.requestMs;
    for (let tries = 1; ; ++tries) {
      try {
        await this.joined(Math.max(0, end - performance.now()));
        return await this.push(event, payload);
      } catch (error) {
        if (!(error instanceof RequestError) || !error.passing) throw error;
        const delay = Math.max(error.retryAfterMs, backoff(tries, this.#options.retry));
        if (performance.now() + delay >= end) throw error;
        await new Promise((resolve) => setTimeout(resolve, delay));
      }
    }
  }

  #failure(request: string, reason: FailureReason): RequestError {
    return new RequestError(request, this.name, { reason });
  }

  #enter(phase: TopicPhase): void {
    if (phase === this.#phase) return;
    this.#phase = phase;
    this.changes.emit(phase);
  }

  get #ended(): boolean {
    return this.#phase === "left" || this.#phase === "refused";
  }

  #end(): void {
    if (!this.#ended) this.#enter("left");
    this.#fail("left");
  }

  #joined(reply: any): void {
    if (this.#ended) return;
    const recovered = this.#position !== null && reply.recovered === true;
    this.#position = reply.position ?? null;
    this.#reply = reply;
    this.joins.emit({ reply, recovered });
    this.#enter("joined");
  }

  #refused(response: any): void {
    if (this.#ended || !FINAL.has(response?.reason)) return;
    this.#refusal = new RequestError("join", this.name, response);
    this.#enter("refused");
    this.#channel.leave();
  }

  #fail(reason: FailureReason): void {
    for (const lose of [...this.#pending]) lose(reason);
  }

  // Long-poll may repeat events after a reset; their positions reveal it.
  #received(event: string, payload: any): void {
    const position: Position | undefined = payload?.position;
    if (position && event !== "phx_reply" && !event.startsWith("chan_reply_")) {
      const last = this.#position;
      if (last && last.epoch === position.epoch && position.offset <= last.offset) return;
      this.#position = position;
      this.#listeners.get(event)?.emit(payload);
      this.advances.emit(position);
    } else {
      this.#listeners.get(event)?.emit(payload);
    }
  }
}
