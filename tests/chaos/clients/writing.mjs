// One write, repeated with the same request_id until it is acknowledged: as docs/delivery.md says.

import { pause } from "../../integration/lib/wait.mjs";
import { ask } from "./participant.mjs";

const ANSWER_MS = 3000;
const PATIENCE_MS = 120_000;
const PAUSE_MS = 100;

// Refusals that ask to come again.
const PASSING = new Set([
  "unavailable",
  "deadline_exceeded",
  "rate_limited",
  "unmatched topic",
  "cancelled",
]);

// Answers the response, or undefined when it was refused for good or never answered.
// `event` is the one that it should make, known by `text` or `id`; `logs` are where.
export function write(participant, channel, { w, op, key, logs, payload }) {
  participant.record({ k: "write", w, op, key, logs });
  return repeat(participant, channel, { w, op, payload });
}

// The same once more.
export async function repeat(participant, channel, { w, op, payload }) {
  const request = { ...payload, request_id: w };
  const deadline = performance.now() + PATIENCE_MS;
  for (let n = 1; performance.now() < deadline; ++n) {
    participant.record({ k: "try", w, n });
    const { status, response } = await ask(channel, op, request, ANSWER_MS);
    const reason = response?.reason;
    participant.record({ k: "answer", w, n, status, reason });
    if (status === "ok") return response;
    if (status === "error" && !PASSING.has(reason)) return undefined;
    await pause(PAUSE_MS);
  }
  return undefined;
}
