// A client that follows a topic and records all that it receives.

import { follow } from "../../integration/lib/recovering.mjs";
import { identify, writeKey } from "./event_key.mjs";
import { OwedEvents } from "./owed_events.mjs";
import { Participant } from "./participant.mjs";

const OWN = new Set(["phx_reply", "phx_error", "phx_close", "presence_state", "presence_diff"]);

export class Reader extends Participant {
  owed = new OwedEvents();
  hasLeft = false;
  #joinedBefore = false;

  // `log` is the pub/sub topic behind the channel's, `push` names the events that it forwards.
  // `recovers`: as docs/delivery.md shows; else as a page that was written for Phoenix.
  constructor(world, { topic, log, push, recovers = true, presence = false, ...device }) {
    super(world, device);
    Object.assign(this, { topic, log, push, recovers });
    this.record({ k: "reader", topic, log, push, recovers, variant: this.variant });
    this.channel = recovers ? this.#follow() : this.#join();
    this.#listen();
    if (presence) this.presence = new this.library.Presence(this.channel);
  }

  get isJoined() {
    return this.channel.state === "joined";
  }

  // A write was acknowledged whose first attempt was after `sent`. A reader that does not recover may
  // miss its event.
  acknowledged(log, key, sent) {
    const forwards = log === this.log && this.push.includes(key.split(" ")[0]);
    if (this.recovers && forwards) this.owed.acknowledged(key, sent);
  }

  // The devices that it sees on its topic.
  devices() {
    const metas = Object.values(this.presence.state).flatMap((entry) => entry.metas);
    return metas.map((meta) => meta.device_id).sort();
  }

  // It has seen all that it was there for.
  leave() {
    this.hasLeft = true;
    this.record({ k: "left" });
    return this.close();
  }

  // Called with each event, after it was written down.
  onEvent = () => {};

  #follow() {
    const load = (anew) => this.topic.startsWith("notes:") && anew.push("get_notes", {});
    const channel = follow(this.socket, this.topic, load);
    channel.joinPush.receive("ok", ({ position, recovered }) => {
      this.#joined({ position, recovered, gave: this.#joinedBefore });
    });
    return channel;
  }

  #join() {
    const channel = this.socket.channel(this.topic, {});
    channel.join().receive("ok", () => this.#joined({}));
    return channel;
  }

  #joined(said) {
    this.record({ k: "joined", ...said });
    if (!said.recovered) this.owed.reset();
    this.#joinedBefore = true;
  }

  #listen() {
    const { channel } = this;
    const inner = channel.onMessage;
    channel.onMessage = (event, payload, ...rest) => {
      if (event && !OWN.has(event) && !event.startsWith("chan_reply_")) this.#saw(event, payload);
      return inner.call(channel, event, payload, ...rest);
    };
    channel.onError(() => this.record({ k: "lost" }));
  }

  #saw(event, payload) {
    const what = identify(event, payload);
    this.record({ k: "event", event, ...what, position: payload.position });
    this.owed.received(writeKey(event, what));
    this.onEvent(event, what);
  }
}
