// Server-sent events by fetch alone, in the few lines that a script needs.

import { pause } from "./wait.mjs";

// The events of a body: {id, event, data, retry}, with `data` as parsed JSON. Comments have only
// `comment`.
export async function* readEvents(body) {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    const blocks = text.split("\n\n");
    text = blocks.pop();
    for (const block of blocks) yield parseEvent(block);
  }
}

function parseEvent(block) {
  const event = {};
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    const value = line.slice(colon + 1).trimStart();
    event[line.slice(0, colon) || "comment"] = value;
  }
  if (event.data) event.data = JSON.parse(event.data);
  return event;
}

// Follows a topic like a browser's EventSource: it connects again from the last event that it has
// seen. Unlike one, it also retries while no server listens at the port.
export class EventSource {
  lastId = "";
  // All events, those of every connection.
  events = [];
  #abort = new AbortController();

  // `url` is called at each connect.
  constructor(url, headers = {}) {
    this.ended = this.#run(url, headers);
  }

  named(name) {
    return this.events.filter(({ event }) => event === name);
  }

  close() {
    this.#abort.abort();
    return this.ended;
  }

  async #run(url, headers) {
    const { signal } = this.#abort;
    while (!signal.aborted) {
      const recover = this.lastId ? { "Last-Event-ID": this.lastId } : {};
      try {
        const response = await fetch(url(), { signal, headers: { ...headers, ...recover } });
        for await (const event of readEvents(response.body)) {
          this.events.push(event);
          this.lastId = event.id ?? this.lastId;
        }
      } catch {
        // The connection was cut, or there is none yet.
      }
      await pause(50);
    }
  }
}
