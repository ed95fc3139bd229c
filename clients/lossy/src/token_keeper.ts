import { type BackoffBounds, backoff } from "./backoff.js";
import { SignedOutError } from "./errors.js";
import { claimsOf, endOf, type Token, type TokenProvider } from "./token.js";

// The longest delay of a timer of browsers is 2^31 - 1 ms.
const LONGEST_TIMER_MS = 24 * 3600_000;

export interface TokenKeeperOptions {
  provider: TokenProvider;
  /** The user whose tokens are accepted. An opaque token is not checked. */
  user: string;
  /** The delays after failures of the provider. */
  retry: BackoffBounds;
  onToken(token: string): void;
  onSignedOut(error: SignedOutError): void;
  /** A failure that is retried. */
  onProblem(error: unknown): void;
}

/**
 * Holds the token of a connection and renews it at about two thirds of its life, at another moment
 * in each client. A failure is retried, and the former token stays in use meanwhile.
 */
export class TokenKeeper {
  #options: TokenKeeperOptions;
  #token: Token | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #renewing = false;
  #failures = 0;
  #stopped = false;

  constructor(options: TokenKeeperOptions) {
    this.#options = options;
  }

  /** The token, or an empty text. */
  get current(): string {
    return this.#token?.token ?? "";
  }

  /** True if the token is known to have ended. */
  get ended(): boolean {
    return this.#token === null || endOf(this.#token) <= Date.now();
  }

  /** Asks the provider for a token. Does nothing while the provider is being asked. */
  async renew(): Promise<void> {
    if (this.#renewing || this.#stopped) return;
    this.#renewing = true;
    clearTimeout(this.#timer);
    try {
      const token = await this.#options.provider();
      if (this.#stopped) return;
      const { sub } = claimsOf(token.token);
      if (sub !== undefined && sub !== this.#options.user) {
        throw new SignedOutError(`the token belongs to another user than ${this.#options.user}`);
      }
      this.#token = token;
      this.#scheduleRenewal(token);
      this.#options.onToken(token.token);
    } catch (error) {
      if (this.#stopped) return;
      if (error instanceof SignedOutError) {
        this.stop();
        this.#options.onSignedOut(error);
      } else {
        this.#options.onProblem(error);
        this.retryLater();
      }
    } finally {
      this.#renewing = false;
    }
  }

  /** The edge accepted the token. */
  accepted(): void {
    this.#failures = 0;
  }

  /** Renews the token after the delay of a failure, which grows until a token is accepted. */
  retryLater(): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#failures += 1;
    this.#timer = setTimeout(() => this.renew(), backoff(this.#failures, this.#options.retry));
  }

  stop(): void {
    this.#stopped = true;
    this.#token = null;
    clearTimeout(this.#timer);
  }

  #scheduleRenewal(token: Token): void {
    const life = endOf(token) - Date.now();
    if (life === Infinity) return;
    const delay = Math.max(1000, life * (0.6 + 0.1 * Math.random()));
    this.#timer = setTimeout(() => this.renew(), Math.min(delay, LONGEST_TIMER_MS));
  }
}
