import { LongPoll, type Message, Socket } from "phoenix";
import { type BackoffBounds, backoff } from "./backoff.js";
import { SignedOutError } from "./errors.js";
import { Listeners } from "./listeners.js";
import type { StockChannel } from "./stock_channel.js";
import { TokenKeeper } from "./token_keeper.js";
import type { TokenProvider } from "./token.js";

// Close codes of the edge; docs/clients.md has all of them.
const TRY_LATER = 1013;
const TOKEN_EXPIRED = 4001;
const TOKEN_REVOKED = 4003;

const TRY_LATER_MS = 1000;
const PING_LIMIT_MS = 3000;
// The stock client does not reconnect a hidden page, whose user may still speak.
const RECONNECT_HIDDEN_MS = 5000;
// A refused upgrade has no reason in a browser. The token may be the reason.
const REFUSALS_BEFORE_RENEWAL = 3;

/**
 * - "closed": not started, or stopped;
 * - "connecting": there is no connection, and the client tries to have one;
 * - "open": the edge accepted the connection, and answers heartbeats;
 * - "signed_out": the user must sign in again; the client does not try.
 */
export type ConnectionPhase = "closed" | "connecting" | "open" | "signed_out";

export interface ConnectionOptions {
  /** The origin of the edge, such as "https://lossy.example". */
  origin: string;
  /** The user's id, the `sub` of the tokens. */
  user: string;
  token: TokenProvider;
  /** Another WebSocket class, for Node. */
  transport?: unknown;
  /** After this time without a WebSocket the client uses long-poll. Absent: never. */
  longPollFallbackMs?: number;
  heartbeatMs: number;
  /** The time within which the edge must answer a request. */
  answerMs: number;
  /** The delays before the client connects again, or asks again for a token. */
  reconnect: BackoffBounds;
  /** The delays before the client joins a topic again. */
  rejoin: BackoffBounds;
  /** Receives failures that the client retries, for a log. */
  onProblem: (error: unknown) => void;
}

/**
 * A connection to the edge that is opened again when it ends, with a valid token. The token is
 * renewed in place: topics stay joined.
 */
export class Connection {
  readonly changes = new Listeners<ConnectionPhase>();
  #socket: Socket;
  #tokens: TokenKeeper;
  #phase: ConnectionPhase = "closed";
  #held = false; // True while the connection waits for a token.
  #refusals = 0; // Attempts in a row that the edge did not accept.
  #pause: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setInterval> | undefined;
  #signedOut: SignedOutError | null = null;
  #presented = ""; // The ref of the token that the edge has not answered.
  #online: () => void;

  constructor(options: ConnectionOptions) {
    this.#tokens = new TokenKeeper({
      provider: options.token,
      user: options.user,
      retry: options.reconnect,
      onToken: (token) => this.#use(token),
      onSignedOut: (error) => this.#signOut(error),
      onProblem: options.onProblem,
    });
    this.#socket = new Socket(`${options.origin.replace(/^http/, "ws")}/socket`, {
      transport: options.transport,
      longPollFallbackMs: options.longPollFallbackMs,
      heartbeatIntervalMs: options.heartbeatMs,
      timeout: options.answerMs,
      authToken: () => this.#tokens.current,
      reconnectAfterMs: (tries: number) => backoff(tries, options.reconnect),
      rejoinAfterMs: (tries: number) => backoff(tries, options.rejoin),
    });
    // Another network may let no WebSocket through.
    this.#online = () => {
      this.#socket.longPollFallbackMs = options.longPollFallbackMs;
      this.verify();
    };
    this.#socket.onOpen(() => this.#opened());
    this.#socket.onClose((event) => this.#closed(event.code));
    this.#socket.onMessage((message) => {
      if (message.topic === "phoenix" && message.ref === this.#presented) this.#answered(message);
    });
  }

  get phase(): ConnectionPhase {
    return this.#phase;
  }

  /** The reason of the phase "signed_out". */
  get signedOut(): SignedOutError | null {
    return this.#signedOut;
  }

  /** Connects as soon as there is a token. */
  start(): void {
    if (this.#phase !== "closed") return;
    this.#enter("connecting");
    this.#held = true;
    // A change of the network is a reason to look, and no proof.
    globalThis.addEventListener?.("online", this.#online);
    globalThis.addEventListener?.("offline", this.#online);
    void this.#tokens.renew();
  }

  /** Ends the connection for good. */
  stop(): void {
    this.#end("closed");
  }

  /** Finds out now whether the edge answers, and connects again if not. */
  verify(): void {
    if (this.#phase !== "open") {
      if (this.#phase === "connecting" && !this.#held) this.#reconnect();
      return;
    }
    const silence = setTimeout(() => {
      if (this.#phase !== "open") return;
      this.#enter("connecting");
      this.#reconnect();
    }, PING_LIMIT_MS);
    this.#socket.ping(() => clearTimeout(silence));
  }

  /** Returns a channel of the stock client, not joined. */
  channel(topic: string, params: () => object): StockChannel {
    const channel = this.#socket.channel(topic, params);
    // The stock client reports no close when it ends a connection because of a missed heartbeat.
    channel.onError(() => {
      if (this.#phase === "open" && !this.#socket.isConnected()) this.#enter("connecting");
    });
    return channel;
  }

  #enter(phase: ConnectionPhase): void {
    if (phase === this.#phase) return;
    this.#phase = phase;
    clearInterval(this.#watch);
    if (phase === "connecting") {
      this.#watch = setInterval(() => {
        if (!this.#held) this.#socket.connect();
      }, RECONNECT_HIDDEN_MS);
    }
    this.changes.emit(phase);
  }

  #opened(): void {
    // A network that let a WebSocket through does so again after an outage. The stock client would
    // use long-poll for the rest of the page's life.
    if (this.#socket.transport !== LongPoll) this.#socket.longPollFallbackMs = undefined;
    this.#refusals = 0;
    this.#tokens.accepted();
    this.#enter("open");
  }

  // The stock client reconnects by itself after the close codes that are not named here.
  #closed(code: number | undefined): void {
    if (this.#phase === "closed" || this.#phase === "signed_out") return;
    if (this.#phase !== "open") this.#refusals += 1;
    this.#enter("connecting");
    if (code === TOKEN_REVOKED) {
      this.#signOut(new SignedOutError("the user's tokens were revoked"));
    } else if (code === TOKEN_EXPIRED) {
      this.#socket.disconnect();
      this.#held = true;
      void this.#tokens.renew();
    } else if (code === TRY_LATER) {
      this.#socket.disconnect();
      clearTimeout(this.#pause);
      this.#pause = setTimeout(() => this.#socket.connect(), TRY_LATER_MS * (1 + Math.random()));
    } else if (this.#refusals > 0) {
      const suspect = this.#refusals % REFUSALS_BEFORE_RENEWAL === 0;
      if (suspect || this.#tokens.ended) void this.#tokens.renew();
    }
  }

  #reconnect(): void {
    clearTimeout(this.#pause);
    this.#socket.disconnect();
    this.#socket.connect();
  }

  #use(token: string): void {
    if (this.#held) {
      this.#held = false;
      this.#socket.connect();
    } else if (this.#phase === "open") {
      this.#present(token);
    }
  }

  // Gives the open connection its next token.
  #present(token: string): void {
    const ref = this.#socket.makeRef();
    this.#presented = ref;
    const payload = { access_token: token };
    this.#socket.push({ topic: "phoenix", event: "access_token", payload, ref, join_ref: null });
  }

  // The former token stays in force if the edge refuses the next one.
  #answered({ payload }: Message): void {
    this.#presented = "";
    if (payload.status === "ok") {
      this.#tokens.accepted();
    } else if (payload.response.reason === "forbidden") {
      this.#signOut(new SignedOutError(payload.response.message));
    } else {
      this.#tokens.retryLater();
    }
  }

  #signOut(error: SignedOutError): void {
    this.#signedOut = error;
    this.#end("signed_out");
  }

  #end(phase: ConnectionPhase): void {
    clearTimeout(this.#pause);
    globalThis.removeEventListener?.("online", this.#online);
    globalThis.removeEventListener?.("offline", this.#online);
    this.#tokens.stop();
    this.#enter(phase);
    this.#socket.disconnect();
  }
}
