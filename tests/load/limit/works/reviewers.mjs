// Reviewers with a video each, through the edge.

import { newUser } from "../../../integration/lib/client.mjs";
import { YOUTUBE } from "../../../integration/lib/review.mjs";
import { until } from "../../../integration/lib/wait.mjs";
import { LoadSocket } from "../load_socket.mjs";

const TOKEN_SECONDS = 7200;
const AT_ONCE = 20;
const OPEN_MS = 60_000;

// Resolves to `count` reviewers: { user, token, socket, videoId }.
export async function openReviewers({ stack, options, signal }, count) {
  const reviewers = [];
  while (reviewers.length < count) {
    signal.throwIfAborted();
    const size = Math.min(AT_ONCE, count - reviewers.length);
    reviewers.push(...(await Promise.all(Array.from({ length: size }, () => tryOpen(stack, options)))));
  }
  return reviewers;
}

// The work before may have left the services busy.
function tryOpen(stack, options) {
  return until("a reviewer to begin", () => openReviewer(stack, options).catch(() => undefined), OPEN_MS);
}

async function openReviewer(stack, { operation_ms: limitMs }) {
  const user = newUser("limit");
  const token = stack.userToken(user, { ttl: TOKEN_SECONDS });
  const socket = await LoadSocket.open(stack, token, limitMs);
  await socket.join("video:meta");
  const { video_id: videoId } = await socket.push("video:meta", "video_detected", YOUTUBE);
  return { user, token, socket, videoId };
}

// Takes the reviewers in turn.
export class Turns {
  #list;
  #next = 0;

  constructor(list) {
    this.#list = list;
  }

  take() {
    this.#next = (this.#next + 1) % this.#list.length;
    return this.#list[this.#next];
  }
}
