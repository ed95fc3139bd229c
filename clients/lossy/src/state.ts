import type { RequestError, SignedOutError } from "./errors.js";

/**
 * - "closed": the client was stopped;
 * - "offline": there is no connection, and the client tries to have one;
 * - "catching_up": there is a connection, but a list or a topic may lack changes, or words that waited
 *   are being sent;
 * - "live": everything on the screen is as the server has it;
 * - "signed_out": the user must sign in again.
 */
export type Status = "closed" | "offline" | "catching_up" | "live" | "signed_out";

/** The state of a client, for the user. */
export interface State {
  readonly status: Status;
  /** The utterances that the server does not have yet. They are kept. */
  readonly waiting: number;
  /** True if the queue of these has no room: stop the recorder. */
  readonly full: boolean;
  /** The reason why the server takes no words at present, such as a quota. */
  readonly blocked: RequestError | null;
  /** The reason of "signed_out". */
  readonly signedOut: SignedOutError | null;
}

export function sameState(a: State, b: State): boolean {
  return (Object.keys(a) as (keyof State)[]).every((key) => a[key] === b[key]);
}
