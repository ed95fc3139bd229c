// Topics of the console with the types of its contract.

import type { Connection } from "../../lossy/src/connection.js";
import type { Listeners } from "../../lossy/src/listeners.js";
import type { RequestError } from "../../lossy/src/errors.js";
import { Topic, type TopicPhase } from "../../lossy/src/topic.js";
import type { EventsOf, PatternOf, PushesOf, Topics } from "./contract.js";

export type TopicName = Topics[keyof Topics]["name"];
export type JoinedOf<Name extends TopicName> = Topics[PatternOf<Name>]["reply"];
export type EventName<Name extends TopicName> = keyof EventsOf<Name> & string;
type Event<Name extends TopicName, Key> = Key extends keyof EventsOf<Name> ? EventsOf<Name>[Key] : never;
type PayloadOf<Name extends TopicName, Key> = Event<Name, Key> extends { payload: infer Payload } ? Payload : never;
type ReplyOf<Name extends TopicName, Key> = Event<Name, Key> extends { reply: infer Reply } ? Reply : never;

/** The part of the typed client's topic that the console uses (clients/lossy/src/topic.ts). */
export interface ConsoleTopic<Name extends TopicName> {
  readonly joins: Listeners<{ reply: JoinedOf<Name>; recovered: boolean }>;
  readonly changes: Listeners<TopicPhase>;
  readonly phase: TopicPhase;
  readonly refusal: RequestError | null;
  on<Key extends keyof PushesOf<Name> & string>(
    event: Key,
    callback: (payload: PushesOf<Name>[Key]) => void,
  ): () => void;
  /** Sends a request until it has an answer. Rejects with a RequestError. */
  read<Key extends EventName<Name>>(event: Key, payload: PayloadOf<Name, Key>): Promise<ReplyOf<Name, Key>>;
  leave(): void;
}

const OPTIONS = { requestMs: 15_000, retry: { first: 500, most: 5000 } };

/** Joins a topic, again and again until `leave`. A connection has a topic once. */
export function openTopic<Name extends TopicName>(connection: Connection, name: Name): ConsoleTopic<Name> {
  // The class is independent of a contract; its types are those of the contract of reviewers.
  return new Topic(connection, name as never, () => ({}), OPTIONS) as unknown as ConsoleTopic<Name>;
}

/**
 * Sends a request that changes something, once: a repeat could close or stop what has come since.
 */
export function act<Name extends TopicName, Key extends EventName<Name>>(
  topic: ConsoleTopic<Name>,
  event: Key,
  payload: PayloadOf<Name, Key>,
): Promise<ReplyOf<Name, Key>> {
  return (topic as unknown as { push(event: string, payload: object): Promise<ReplyOf<Name, Key>> }).push(
    event,
    payload as object,
  );
}
