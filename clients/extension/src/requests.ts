// Requests to the worker, which the browser starts for each of them.

import { SignedOutError } from "../../lossy/src/errors.js";
import type { Answers, WorkerRequest } from "./messages.js";

/** An answer, as a message carries it. */
export type Answer<Value> = { value: Value } | { error: string; signedOut: boolean };

type Plain<Request> = Request extends unknown ? Omit<Request, "to"> : never;

/** Asks the worker. Rejects with a SignedOutError if the user must sign in. */
export async function askWorker<Kind extends keyof Answers>(
  request: Plain<Extract<WorkerRequest, { kind: Kind }>> & { kind: Kind },
): Promise<Answers[Kind]> {
  const answer: Answer<Answers[Kind]> | undefined = await chrome.runtime.sendMessage({ to: "worker", ...request });
  if (!answer) throw new Error("the worker of the extension did not answer");
  if ("value" in answer) return answer.value;
  throw answer.signedOut ? new SignedOutError(answer.error) : new Error(answer.error);
}
