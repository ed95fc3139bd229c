// The protocol's messages: what a transcript writes as [join_ref, ref, topic, event, payload], in
// version 2.0.0 and in 1.0.0, and the binary frames of 2.0.0.

const PUSH = 0;
const REPLY = 1;
const BROADCAST = 2;

// The text of a message that the client sends.
export function encodeMessage(vsn, message) {
  if (vsn === 2) return JSON.stringify(message);
  const [join_ref, ref, topic, event, payload] = message;
  return JSON.stringify({ topic, event, payload, ref, ...(join_ref === null ? {} : { join_ref }) });
}

// The parsed form of a transcript's message, as the server sends it.
export function expectedMessage(vsn, message) {
  if (vsn === 2) return message;
  const [, ref, topic, event, payload] = message;
  return { topic, event, payload, ref };
}

function withHeader(kind, texts, data) {
  const parts = texts.map((text) => Buffer.from(text ?? ""));
  const sizes = parts.map((part) => part.length);
  return Buffer.concat([Buffer.from([kind, ...sizes]), ...parts, data]);
}

// [join_ref, ref, topic, event]
export const clientPush = (texts, data) => withHeader(PUSH, texts, data);

const SERVER_KINDS = {
  push: PUSH, // [join_ref, topic, event]
  reply: REPLY, // [join_ref, ref, topic, status]
  broadcast: BROADCAST, // [topic, event]
};

export const serverFrame = (kind, texts, data) => withHeader(SERVER_KINDS[kind], texts, data);
