import { Presence } from "phoenix";
import { Listeners } from "./listeners.js";
import type { Topic } from "./topic.js";
import type { TopicName } from "./topic_types.js";

/** A client that has joined a topic. */
export interface Visitor {
  userId: string;
  deviceId: string;
  /** The time of the join in milliseconds since 1970. */
  onlineAt: number;
  /** The whole metadata: the members above under the names of the wire, and those of `update`. */
  meta: { readonly [key: string]: unknown };
}

/** The clients that have joined a topic, this one included. Empty while it is not joined. */
export class Presences {
  readonly changes = new Listeners<readonly Visitor[]>();
  #topic: Pick<Topic<TopicName>, "push" | "changes" | "phase">;
  #presence: Presence;
  #visitors: readonly Visitor[] = [];
  #update: object | null = null;

  constructor(topic: Topic<any>) {
    this.#topic = topic;
    this.#presence = new Presence(topic.channel);
    this.#presence.onSync(() => this.#publish());
    topic.changes.add((phase) => {
      if (phase === "joined" && this.#update) void this.#send(this.#update);
      if (phase !== "joined") this.#show([]);
    });
  }

  get visitors(): readonly Visitor[] {
    return this.#visitors;
  }

  /** Sets the metadata of this client, also after each later join. At most 1 KB as JSON. */
  async update(meta: object): Promise<void> {
    this.#update = meta;
    if (this.#topic.phase === "joined") await this.#send(meta);
  }

  // A failure ends with the channel, and the next join sends the metadata again.
  async #send(meta: object): Promise<void> {
    await this.#topic.push("presence_update", meta).catch(() => {});
  }

  #publish(): void {
    const lists = this.#presence.list((userId, { metas }) =>
      metas.map((meta): Visitor => ({
        userId,
        deviceId: String(meta.device_id ?? ""),
        onlineAt: Number(meta.online_at ?? 0),
        meta,
      })),
    );
    this.#show(lists.flat());
  }

  #show(visitors: readonly Visitor[]): void {
    if (visitors.length === 0 && this.#visitors.length === 0) return;
    this.#visitors = visitors;
    this.changes.emit(visitors);
  }
}
