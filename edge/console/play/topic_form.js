// Chooses a topic, joins it, and shows its state, its position and the clients that are present.

import { Channel } from "./channel.js";
import { find, h, labelled, replace } from "./dom.js";
import { payloadForm } from "./form.js";
import { topicOf } from "./schema.js";

const STATES = { joining: "joining…", joined: "joined", errored: "not joined", closed: "not joined" };

export class TopicForm {
  #contract;
  #socket;
  #onTopic;
  #topic = { pattern: "", events: [], pushes: [], variables: [] };
  #form = null;
  #variables = new Map();
  #positions = new Map();

  // Calls `onTopic` with the topic of the contract that is chosen.
  constructor(contract, socket, onTopic) {
    this.#contract = contract;
    this.#socket = socket;
    this.#onTopic = onTopic;
  }

  start() {
    replace(find("topic"), this.#contract.topics.map(({ pattern }) => h("option", {}, pattern)));
    if (this.#contract.topics.length > 0) this.choose();
  }

  // `values` has those of the pattern's variables.
  choose(values = {}) {
    const topic = this.#contract.topics.find(({ pattern }) => pattern === find("topic").value);
    this.#topic = topic;
    const kind = topic.session ? "A session: each join has a stream of its own. " : "";
    find("topic-comment").textContent = kind + topic.comment;
    this.#variables = new Map(
      topic.variables.map((name) => [name, h("input", { value: values[name] ?? "", autocomplete: "off" })]),
    );
    replace(find("variables"), [...this.#variables].map(([name, input]) => labelled(name, input)));
    this.#form = payloadForm(topic.join.payload, this.#contract.schemas);
    replace(find("join-form"), this.#form.element);
    find("recover").disabled = !topic.subscribe;
    find("presence").hidden = !topic.presence;
    this.#onTopic(topic);
    this.draw();
  }

  join() {
    const missing = [...this.#variables].find(([, { value }]) => value === "");
    if (missing) {
      missing[1].focus();
      throw new Error(`The topic needs a value for ${missing[0]}.`);
    }
    this.channel()?.end();
    const channel = new Channel(this.#socket, this.#name(), this.#form.get(), this.request().recover);
    channel.position = this.#positions.get(channel.topic) ?? null;
    return channel.join();
  }

  leave() {
    return this.channel().leave();
  }

  // Returns the channel of the topic, or undefined if it is not joined.
  channel() {
    return this.#socket.channels.get(this.#name());
  }

  // Returns a channel that was never joined: the edge answers a push on it with an error.
  bareChannel() {
    return new Channel(this.#socket, this.#name(), {}, false);
  }

  // Returns the part of a code's request.
  request() {
    let params = {};
    try {
      params = this.#form?.get() ?? {};
    } catch {
      // The join shows the problem.
    }
    const recover = find("recover").checked && Boolean(this.#topic.subscribe);
    return { topic: this.#name(), params, recover, pushes: this.#topic.pushes.map(({ name }) => name) };
  }

  draw() {
    const channel = this.channel();
    const state = channel?.state ?? "closed";
    find("topic-name").textContent = this.#name();
    const place = find("channel-state");
    place.dataset.state = state;
    place.textContent = [STATES[state], channel?.problem?.reason, channel?.problem?.message].filter(Boolean).join(": ");
    find("join").disabled = this.#socket.state.name !== "open" || state === "joined" || state === "joining";
    find("leave").disabled = !channel;
    this.#drawPosition(channel);
    this.#drawPresences(channel);
    this.#drawJoined();
  }

  #name() {
    const values = [...this.#variables].map(([name, { value }]) => [name, value]);
    return topicOf(this.#topic.pattern, Object.fromEntries(values));
  }

  #drawPosition(channel) {
    if (channel?.position) this.#positions.set(channel.topic, channel.position);
    const position = this.#positions.get(this.#name());
    const recovered = channel?.recovered === true ? "; the last join recovered what was missed" : "";
    find("position").textContent = position ? `Position ${position.offset} in ${position.epoch}${recovered}` : "";
  }

  #drawPresences(channel) {
    const list = channel?.presences.list() ?? [];
    const items = list.map(([user, metas]) => {
      const devices = metas.map((meta) => meta.device_id || "no device").join(", ");
      return h("li", {}, h("strong", {}, user), ` ${devices}`);
    });
    replace(find("presences"), items.length > 0 ? items : h("li", {}, "Join the topic to see its clients."));
  }

  #drawJoined() {
    const buttons = [...this.#socket.channels.values()].map(({ topic, state }) =>
      h("button", { type: "button", onclick: () => this.#open(topic) }, `${topic} (${STATES[state]})`),
    );
    replace(find("joined"), buttons);
  }

  // Shows a joined topic.
  #open(name) {
    const match = this.#contract.topics.find(({ pattern }) => valuesOf(pattern, name));
    if (!match) return;
    find("topic").value = match.pattern;
    this.choose(valuesOf(match.pattern, name));
  }
}

// Returns the values of the pattern's variables in the topic, or null. The last variable matches colons as well.
function valuesOf(pattern, topic) {
  const escaped = pattern.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
  const last = escaped.endsWith("}") ? escaped.lastIndexOf("{") : escaped.length;
  const expression = escaped.slice(0, last).replace(/\{(\w+)\}/g, "(?<$1>[^:]+)") + escaped.slice(last).replace(/\{(\w+)\}/, "(?<$1>.+)");
  const match = new RegExp(`^${expression}$`).exec(topic);
  return match && { ...match.groups };
}
