import { RequestError } from "../../lossy/src/errors.js";

const REASONS: Partial<Record<string, string>> = {
  disconnected: "the connection ended before the console answered",
  timeout: "the console did not answer in time",
  unauthenticated: "the token is not valid any more",
};

/** Returns a sentence for an operator, with the server's own words if it gave some. */
export function failureText(error: unknown): string {
  if (!(error instanceof RequestError)) return error instanceof Error ? error.message : String(error);
  const reason = REASONS[error.reason] ?? error.reason.replaceAll("_", " ");
  return `${error.request}: ${error.explanation || reason}`;
}
