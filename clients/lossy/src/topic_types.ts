import type { EventsOf, PatternOf, Topics } from "./contract.js";

/** The name of any topic. */
export type TopicName = Topics[keyof Topics]["name"];

/** The params of a topic's join, without the options that the client sets. */
export type ParamsOf<Name extends TopicName> = Omit<
  Topics[PatternOf<Name>]["params"],
  "recover" | "presence"
>;

/** The reply to a topic's join. */
export type JoinedOf<Name extends TopicName> = Topics[PatternOf<Name>]["reply"];

/** The names of a topic's events. */
export type EventName<Name extends TopicName> = keyof EventsOf<Name> & string;

type Event<Name extends TopicName, Key> = Key extends keyof EventsOf<Name>
  ? EventsOf<Name>[Key]
  : never;

/** The payload of an event as an object, not as a binary frame. */
export type PayloadOf<Name extends TopicName, Key> =
  Event<Name, Key> extends { payload: infer Payload } ? Exclude<Payload, ArrayBuffer> : never;

/** The reply to an event. */
export type ReplyOf<Name extends TopicName, Key> =
  Event<Name, Key> extends { reply: infer Reply } ? Exclude<Reply, ArrayBuffer> : never;

/** The names of the events that write: a repeat with the same request_id is harmless. */
export type WriteName<Name extends TopicName> = {
  [Key in EventName<Name>]: "request_id" extends keyof PayloadOf<Name, Key> ? Key : never;
}[EventName<Name>];
