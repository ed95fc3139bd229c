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

// The events that wait for a reply, by ref.
const asked = new Map();

// Returns the event that a message carries or replies to.
function eventOf(out, { ref, event }) {
  if (out) asked.set(ref, event);
  if (event !== "phx_reply") return event;
  const answered = asked.get(ref) ?? ref;
  asked.delete(ref);
  return answered;
}

const timeOf = (time) => `${time.toLocaleTimeString("en-GB")}.${String(time.getMilliseconds()).padStart(3, "0")}`;

function drawFrame({ out, time, message, problem }) {
  if (problem) return drawItem({ out, time, title: "not a message", topic: "", body: problem, error: problem });
  const { topic, event: type, payload } = message;
  const event = eventOf(out, message);
  const answer = type === "phx_reply" ? payload : null;
  const body = answer ? answer.response : payload;
  const error = answer?.status === "error" ? errorText(body) : type === "phx_error" ? "the channel ended" : "";
  const title = answer ? `reply ${answer.status} to ${event}` : event;
  const warning = answer?.response?.warnings?.join("; ");
  const item = drawItem({ out, time, title, topic, body: pretty(body), error, warning });
  if (topic === "phoenix" && event === "heartbeat") item.dataset.heartbeat = "true";
  return item;
}

const errorText = ({ reason, message }) => [reason, message].filter(Boolean).join(": ") || "an error without a text";

function drawItem({ out, time, title, topic, body, error, warning }) {
  const summary = h("summary", {}, [
    h("time", { dateTime: time.toISOString() }, timeOf(time)),
    h("span", { className: out ? "out" : "in" }, out ? "↑ sent" : "↓ got"),
    h("strong", {}, title),
    h("span", { className: "topic" }, topic),
    error ? h("span", { className: "error" }, error) : null,
    warning ? h("span", { className: "warning" }, warning) : null,
  ]);
  const details = h("details", { open: Boolean(error) }, summary, h("pre", { tabIndex: 0 }, body));
  return h("li", { className: error ? "failed" : "" }, details);
}
