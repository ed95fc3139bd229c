// A little of everything that clients do, again and again: so each metric of a stack has values.

import fs from "node:fs";
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { LongPoll } from "phoenix";
import { Client, newUser } from "./client.mjs";
import { EventSource } from "./event_source.mjs";
import { follow, load } from "./recovering.mjs";
import { openVideo, speakNote } from "./review.mjs";
import { until } from "./wait.mjs";
import { installXMLHttpRequest } from "./xml_http_request.mjs";

installXMLHttpRequest();

const PIECE_BYTES = 4_000;
const HEARD_WITHIN_MS = 60_000;
const SPEECH = fs.readFileSync(
  fileURLToPath(new URL("../../../services/agent/models/media/testdata/slt.webm", import.meta.url)),
);

// The recording of a sentence, as the microphone of the extension sends it.
async function record(audio) {
  await audio.push("set_timestamp", { timestamp: 7 });
  for (let at = 0; at < SPEECH.length; at += PIECE_BYTES) {
    await audio.push("audio_chunk", { data: SPEECH.subarray(at, at + PIECE_BYTES).toString("base64") });
  }
  await audio.push("stop_recording");
  await audio.next("note_created", () => true, HEARD_WITHIN_MS);
}

// The panel of a reader that loses its socket after each note.
function readRecovering(stack, user, videoId) {
  const client = new Client(stack, () => stack.userToken(user, { device: "reader" }));
  const channel = follow(client.socket, `notes:video:${videoId}`, (joined) => load(joined, "get_notes", () => {}));
  channel.on("note_created", () => client.socket.conn?.terminate?.());
}

export class VariedLoad {
  #over = false;
  #work = [];
  #streams = [];

  // A reviewer at each edge, one of them by long-poll. Ends with `stop`.
  static async start(stack, edges) {
    const varied = new VariedLoad();
    for (const edge of edges) await varied.#review(stack, edge);
    return varied;
  }

  async #review(stack, edge) {
    const user = newUser();
    const options = { url: stack.socketUrl(edge), ...(edge === "edge" ? {} : { transport: LongPoll }) };
    const client = new Client(stack, () => stack.userToken(user, { device: "browser" }), options);
    const review = await openVideo(client);
    readRecovering(stack, user, review.videoId);
    const token = stack.userToken(user);
    const url = stack.url(`/api/topics/${encodeURIComponent(`notes:video:${review.videoId}`)}`, edge);
    this.#streams.push(new EventSource(() => url, { Authorization: `Bearer ${token}` }));
    this.#repeat(() => speakNote(review.audio, `the title is too small ${randomUUID()}`, 1));
    this.#repeat(() => this.#writeByHttp(stack, edge, token, review.videoId));
    const microphone = await client.join(`audio:${randomUUID()}`, { video_id: review.videoId });
    this.#repeat(() => record(microphone));
  }

  async #writeByHttp(stack, edge, token, videoId) {
    const url = stack.url(`/api/topics/${encodeURIComponent("video:meta")}/create_note`, edge);
    const request = {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}`, "Idempotency-Key": randomUUID() },
      body: JSON.stringify({ video_id: videoId, text: "cut the pause", timestamp_seconds: 1 }),
    };
    // The edge may close an idle connection at the moment at which it is used again.
    const response = await fetch(url, request).catch(() => fetch(url, request));
    if (!response.ok) throw new Error(`create_note by HTTP: ${response.status} ${await response.text()}`);
  }

  // Twice a second: more would only make the machine slow.
  #repeat(action) {
    const run = async () => {
      while (!this.#over) {
        await action();
        const next = performance.now() + 500;
        await until("the next turn", () => this.#over || performance.now() > next);
      }
    };
    const work = run();
    // Its error is that of `stop`.
    work.catch(() => {});
    this.#work.push(work);
  }

  async stop() {
    this.#over = true;
    for (const stream of this.#streams) stream.close();
    await Promise.all(this.#work);
  }
}
