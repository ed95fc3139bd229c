// The list of the frames in both directions, newest first.

import { h, pretty } from "./dom.js";

const MOST_FRAMES = 500;

export class FrameList {
  #list;
  #count;
  #text = "";
  #heartbeats = false;

  // `list` is an <ol>, and `count` an element for the number of frames.
  constructor(list, count) {
    this.#list = list;
    this.#count = count;
  }

  add(frame) {
    const item = drawFrame(frame);
    item.hidden = !this.#matches(item);
    this.#list.prepend(item);
    if (this.#list.childElementCount > MOST_FRAMES) this.#list.lastElementChild.remove();
    this.#showCount();
  }

  // Shows only the frames that contain the text, in any case.
  filter(text, heartbeats) {
    this.#text = text.toLowerCase();
    this.#heartbeats = heartbeats;
    for (const item of this.#list.children) item.hidden = !this.#matches(item);
    this.#showCount();
  }

  clear() {
    this.#list.replaceChildren();
    this.#showCount();
  }

  #matches(item) {
    if (item.dataset.heartbeat && !this.#heartbeats) return false;
    return item.textContent.toLowerCase().includes(this.#text);
  }

  #showCount() {
    const all = [...this.#list.children];
    this.#count.textContent = `${all.filter((item) => !item.hidden).length} of ${all.length}`;
  }
}

// The refs of heartbeats, whose answers are heartbeats as well.
const heartbeats = new Set();

function isHeartbeat({ topic, event, ref }) {
  if (topic !== "phoenix") return false;
  if (event === "heartbeat") heartbeats.add(ref);
  return heartbeats.has(ref);
}

const timeOf = (time) => `${time.toLocaleTimeString("en-GB")}.${String(time.getMilliseconds()).padStart(3, "0")}`;

function drawFrame({ out, time, message, problem }) {
  if (problem) return drawItem({ out, time, title: "not a message", topic: "", body: problem, error: problem });
  const { topic, event, payload } = message;
  const answer = event === "phx_reply" ? payload : null;
  const body = answer ? answer.response : payload;
  const error = answer?.status === "error" ? errorText(body) : event === "phx_error" ? "the channel ended" : "";
  const title = answer ? `reply ${answer.status} to ${message.ref}` : event;
  const item = drawItem({ out, time, title, topic, body: pretty(body), error });
  if (isHeartbeat(message)) item.dataset.heartbeat = "true";
  return item;
}

const errorText = ({ reason, message }) => [reason, message].filter(Boolean).join(": ") || "an error without a text";

function drawItem({ out, time, title, topic, body, error }) {
  const summary = h("summary", {}, [
    h("time", { dateTime: time.toISOString() }, timeOf(time)),
    h("span", { className: out ? "out" : "in" }, out ? "↑ sent" : "↓ got"),
    h("strong", {}, title),
    h("span", { className: "topic" }, topic),
    error ? h("span", { className: "error" }, error) : null,
  ]);
  const details = h("details", { open: Boolean(error) }, summary, h("pre", { tabIndex: 0 }, body));
  return h("li", { className: error ? "failed" : "" }, details);
}
