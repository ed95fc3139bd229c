// Puts a video into the user's queue.

import { token } from "../accounts.js";
import { readSettings } from "../settings.js";
import type { QueuedTarget } from "./queued_target.js";

const LIMIT_MS = 10_000;

/** The answer of the server: true if the user had begun with the video before. */
export type Queued = { alreadyStarted: boolean };

/** Queues a video. Rejects with a SignedOutError, or with an Error for the user. A repeat is harmless. */
export async function queueVideo(target: QueuedTarget): Promise<Queued> {
  const [{ server }, { token: bearer }] = await Promise.all([readSettings(), token()]);
  const response = await fetch(`${server}/api/topics/video:meta/queue_video`, {
    method: "POST",
    headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
    body: JSON.stringify({ ...target, request_id: crypto.randomUUID() }),
    credentials: "omit",
    signal: AbortSignal.timeout(LIMIT_MS),
  });
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw new Error(answer?.message ?? `the server answered with HTTP ${response.status}`);
  return { alreadyStarted: answer.already_started === true };
}
