import type { ErrorReply, Reason } from "./contract.js";

/**
 * The reason of a failed request: one of the edge's, or
 * - "timeout": there was no answer within the limit;
 * - "disconnected": the connection or the channel ended before the answer;
 * - "left": this client left the topic.
 */
export type FailureReason = Reason | "timeout" | "disconnected" | "left";

const PASSING: ReadonlySet<FailureReason> = new Set<FailureReason>([
  "unavailable",
  "deadline_exceeded",
  "rate_limited",
  "unmatched topic",
  "timeout",
  "disconnected",
]);

/** A request that the edge refused or did not answer. */
export class RequestError extends Error {
  /** The event of the request, or "join". */
  readonly request: string;
  readonly reason: FailureReason;
  /** One English sentence of the server for people, without a point at its end. Empty: there is none. */
  readonly explanation: string;
  /** The problem of each invalid field, by its name. */
  readonly details: { [field: string]: unknown };
  /** The time in milliseconds after which a retry may succeed. 0: unknown. */
  readonly retryAfterMs: number;

  constructor(
    request: string,
    topic: string,
    reply: Partial<Omit<ErrorReply, "reason">> & { reason: FailureReason },
  ) {
    super(`${request} on ${topic}: ${reply.reason}${reply.message ? `: ${reply.message}` : ""}`);
    this.name = "RequestError";
    this.request = request;
    this.reason = reply.reason;
    this.explanation = (reply.message ?? "").replace(/\.$/, "");
    this.details = reply.details ?? {};
    this.retryAfterMs = Number(reply.retry_after_ms ?? 0);
  }

  /** True if the same request may succeed later. A write must be repeated with its request_id. */
  get passing(): boolean {
    return PASSING.has(this.reason);
  }
}

/** The user must sign in again. A token provider throws it when it can have no token. */
export class SignedOutError extends Error {
  constructor(message = "the user must sign in") {
    super(message);
    this.name = "SignedOutError";
  }
}

/** The queue of unsent words has no room. Nothing of the refused piece is kept. */
export class QueueFullError extends Error {
  constructor(maxBytes: number) {
    super(`the queue of unsent words has reached its limit of ${maxBytes} bytes`);
    this.name = "QueueFullError";
  }
}
