// Failures as sentences for the user, who sees no reason's name. All functions are pure.

import {
  type FailureReason,
  QueueFullError,
  RequestError,
  SignedOutError,
} from "../../lossy/src/errors.js";

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, "")}.`;

/** The text begins with the server's own explanation, where that says more than the reason. */
const explained = (fallback: string, advice = "") => (error: RequestError) =>
  [error.explanation ? sentence(error.explanation) : fallback, advice].filter(Boolean).join(" ");

const TEXTS: Record<FailureReason, string | ((error: RequestError) => string)> = {
  invalid_argument: explained("The server did not accept a value of the request."),
  unauthenticated: "Your sign-in is no longer valid. Sign in again.",
  forbidden: "You have no permission for that.",
  not_found: "That no longer exists. Another window may have deleted it.",
  unknown_event: "The server does not have this function. Reload the page, or ask the operator to update the server.",
  "unmatched topic": "The server does not have this function now. Try again in a moment.",
  conflict: "Another window changed that in the meantime. Look at the present text, then try again.",
  failed_precondition: explained("That is not possible in the present state."),
  reset_required: "This page lacks changes that the server has. Reload the page.",
  rate_limited: "Those were too many requests in a short time. Try again in a moment.",
  quota_exceeded: explained(
    "You store as much as this server allows.",
    "Delete something, or ask the operator for more space.",
  ),
  "too many channels joined": "Too many videos are open in this window. Reload the page.",
  internal: "The server failed because of a defect. Its operator finds the cause in its log.",
  not_configured: "The operator of this server has not set up this function.",
  unavailable: "The server does not answer now. Try again in a moment.",
  deadline_exceeded: "The server did not answer in time. The change may appear later.",
  timeout: "The server did not answer in time. The change may appear later.",
  disconnected: "The connection ended before the server answered. The change may appear later.",
  left: "This window was closed before the server answered.",
};

// Sentences for a request, which say more than those of its reason.
const TEXTS_OF_REQUESTS: Record<string, Partial<Record<FailureReason, string>>> = {
  refine_note_with_vision: {
    not_configured: "This server has no model that can see, so it cannot refine notes with a frame.",
    unavailable: "The model does not answer now. Try again in a moment.",
    deadline_exceeded: "The model did not answer in time. The note changes when the answer arrives.",
    timeout: "The model did not answer in time. The note changes when the answer arrives.",
  },
};

// Errors of the browser, by their names.
const TEXTS_OF_BROWSER: Record<string, string> = {
  NotAllowedError: "The browser does not let this page use the microphone.",
  NotFoundError: "There is no microphone.",
  NotReadableError: "Another program uses the microphone.",
  QuotaExceededError: "The browser has no more space for this page.",
  SecurityError: "The browser does not let this page read the frame.",
};

/** Returns one or two sentences that say what failed, and what the user can do. */
export function problemText(error: unknown): string {
  if (error instanceof RequestError) {
    const text = TEXTS_OF_REQUESTS[error.request]?.[error.reason] ?? TEXTS[error.reason];
    if (typeof text === "function") return text(error);
    return text ?? explained("The request failed.")(error);
  }
  if (error instanceof QueueFullError) return "There is no room for more recordings. They are sent when the connection is back.";
  if (error instanceof SignedOutError) return sentence(error.message);
  if (!(error instanceof Error)) return sentence(String(error));
  if (error.name in TEXTS_OF_BROWSER) return TEXTS_OF_BROWSER[error.name] as string;
  if (error instanceof TypeError && /fetch/i.test(error.message)) return "The server cannot be reached.";
  return sentence(error.message);
}
