// Panels with the videos of many users, each on a connection and a topic of its own.

import { BareSocket, gather } from "./bare_socket.mjs";
import { newUser } from "./client.mjs";
import { until, within } from "./wait.mjs";

const CHANNEL = "video:meta";
const MOST_TRIES = 10;

class VideoPanel {
  // The platform's ids of the videos of the events video_created, in the order of the events.
  created = [];
  detected = [];
  #socket;
  #ref = 0;
  #replies = new Map();

  constructor(socket) {
    this.#socket = socket;
    socket.onText = (text) => this.#receive(JSON.parse(text));
  }

  #receive([, ref, , event, payload]) {
    if (event === "video_created") this.created.push(payload.external_id);
    if (event === "phx_error") this.broken = true;
    if (event === "phx_reply") this.#replies.get(ref)?.(payload.status);
  }

  // Resolves to the status of the reply.
  #push(event, payload) {
    const ref = String(++this.#ref);
    const reply = new Promise((resolve) => this.#replies.set(ref, resolve));
    this.#socket.send(JSON.stringify(["1", ref, CHANNEL, event, payload]));
    return within(`a reply to ${event}`, reply, 60_000).finally(() => this.#replies.delete(ref));
  }

  // A client repeats what was refused.
  async #succeed(event, payload) {
    for (let tries = 0; tries < MOST_TRIES; ++tries) {
      if ((await this.#push(event, payload)) === "ok") return;
    }
    throw new Error(`${event} was refused ${MOST_TRIES} times`);
  }

  join() {
    return this.#succeed("phx_join", {});
  }

  // Makes a video, with an id as long as those of YouTube. An event about it follows on the user's topic.
  async detect() {
    const id = `panel${String(this.detected.length).padStart(6, "0")}`;
    this.detected.push(id);
    const url = `https://www.youtube.com/watch?v=${id}`;
    await this.#succeed("video_detected", { platform: "youtube", video_id: id, url });
  }

  // True if each event has arrived once, and the channel never broke.
  get complete() {
    return !this.broken && this.created.length === this.detected.length;
  }
  get correct() {
    return this.complete && this.created.join() === this.detected.join();
  }

  end() {
    this.#socket.end();
  }
}

// Opens `count` panels of as many users. The caller must end them.
export function openVideoPanels(stack, count) {
  return gather(count, async () => {
    const token = stack.userToken(newUser("panel"));
    const panel = new VideoPanel(await BareSocket.open(stack.url(`/socket/websocket?vsn=2.0.0&token=${token}`)));
    await panel.join();
    return panel;
  });
}

// Each panel makes `videos` videos, one after the other.
export async function detectVideos(panels, videos) {
  await Promise.all(
    panels.map(async (panel) => {
      for (let i = 0; i < videos; ++i) await panel.detect();
    }),
  );
}

export const untilComplete = (panels, limitMs) =>
  until("all events to arrive", () => panels.every((panel) => panel.complete), limitMs).catch(() => {});
