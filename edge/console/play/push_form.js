// Chooses an event of the topic, and makes its payload: by a form, as JSON, or as the bytes of a file.

import { find, h, labelled, replace } from "./dom.js";
import { jsonInput, payloadForm } from "./form.js";
import { binaryEvent } from "./schema.js";

export class PushForm {
  #schemas;
  #changed;
  #topic = null;
  #form = null;
  #file = null;
  #connected = false;

  // Calls `changed` when the event is another one.
  constructor(schemas, changed) {
    this.#schemas = schemas;
    this.#changed = changed;
  }

  show(topic) {
    this.#topic = topic;
    replace(find("event"), topic.events.map(({ name }) => h("option", {}, name)));
    find("event").disabled = topic.events.length === 0;
    this.choose();
  }

  choose() {
    const event = this.#event();
    find("event-comment").textContent = event?.comment ?? "The topic has no events: clients only follow it.";
    find("reply").textContent = "";
    this.enable(this.#connected);
    this.#draw();
  }

  // Changes between the form and raw JSON, and keeps the payload. If the payload is not valid, the change fails.
  showRaw() {
    try {
      this.#draw(this.#form?.get());
    } catch (error) {
      find("raw").checked = !find("raw").checked;
      throw error;
    }
  }

  fillExample() {
    this.#form?.set(this.#event().example);
    this.#changed();
  }

  enable(connected) {
    this.#connected = connected;
    find("send").disabled = !connected || !this.#event();
  }

  // Returns the part of a code's request. The payload of a form that is not valid is empty.
  request() {
    const event = this.#event();
    if (!event) return { event: "", payload: {}, http: true };
    return { event: event.name, payload: this.#payload({}), http: event.http };
  }

  async send(channel) {
    const { name, binary } = this.#event();
    const payload = this.#form.get();
    const file = this.#file?.files[0];
    const bytes = file && new Uint8Array(await file.arrayBuffer());
    const sent = bytes
      ? channel.push(binaryEvent(name, payload, binary), bytes)
      : channel.push(name, payload);
    showReply(name, "sent", "", false);
    const { status, response } = await sent;
    const { reason, message, warnings = [] } = response ?? {};
    const text = [[reason, message].filter(Boolean).join(": "), ...warnings].filter(Boolean).join("; ");
    showReply(name, status, text, status !== "ok");
  }

  #event() {
    return this.#topic?.events.find(({ name }) => name === find("event").value);
  }

  #payload(otherwise) {
    try {
      return this.#form.get();
    } catch {
      return otherwise;
    }
  }

  #draw(value = undefined) {
    const event = this.#event();
    const parts = [];
    this.#form = null;
    this.#file = null;
    if (event) {
      const raw = find("raw").checked;
      this.#form = raw ? jsonInput("Payload", "JSON", {}) : payloadForm(event.payload, this.#schemas);
      if (raw || value !== undefined) this.#form.set(value ?? {});
      parts.push(this.#form.element);
    }
    if (event?.binary) {
      this.#file = h("input", { type: "file" });
      parts.push(labelled("Send a file as a binary frame", this.#file, `Its bytes are “${event.binary}”.`));
    }
    replace(find("payload"), parts);
    this.#changed();
  }
}

function showReply(event, status, text, failed) {
  const reply = find("reply");
  reply.className = failed ? "failed" : "";
  reply.textContent = text ? `${event}: ${status}, ${text}` : `${event}: ${status}`;
}
