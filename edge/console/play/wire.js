// The messages of Phoenix Channels V2: arrays in JSON, and binary frames.
//
// A message is {joinRef, ref, topic, event, payload}. The payload is JSON, or a Uint8Array.

const PUSH = 0;
const REPLY = 1;
const BROADCAST = 2;

// Returns the text of a frame, or an ArrayBuffer if the payload is bytes.
export function encode({ joinRef, ref, topic, event, payload }) {
  if (payload instanceof Uint8Array) return encodeBinary([joinRef, ref, topic, event], payload);
  return JSON.stringify([joinRef ?? null, ref ?? null, topic, event, payload]);
}

// `data` is a string or an ArrayBuffer. Throws an Error if it is no message.
export function decode(data) {
  if (typeof data !== "string") return decodeBinary(new Uint8Array(data));
  const [joinRef, ref, topic, event, payload] = JSON.parse(data);
  return { joinRef, ref, topic, event, payload };
}

// The head has the kind, the size of each text in one byte, and the texts.
function encodeBinary(texts, payload) {
  const parts = texts.map((text) => new TextEncoder().encode(text ?? ""));
  const tooLong = parts.findIndex((part) => part.length > 255);
  if (tooLong >= 0) throw new Error(`"${texts[tooLong]}" has more than 255 bytes`);
  const all = [Uint8Array.of(PUSH, ...parts.map((part) => part.length)), ...parts, payload];
  const bytes = new Uint8Array(all.reduce((size, part) => size + part.length, 0));
  let end = 0;
  for (const part of all) {
    bytes.set(part, end);
    end += part.length;
  }
  return bytes.buffer;
}

function decodeBinary(bytes) {
  const kind = bytes[0];
  const count = { [PUSH]: 3, [REPLY]: 4, [BROADCAST]: 2 }[kind];
  if (!count) throw new Error(`a binary frame begins with ${kind}`);
  const texts = [];
  let at = 1 + count;
  for (const size of bytes.subarray(1, 1 + count)) {
    texts.push(new TextDecoder().decode(bytes.subarray(at, at + size)));
    at += size;
  }
  const rest = bytes.slice(at);
  if (kind === PUSH) return { joinRef: texts[0], ref: null, topic: texts[1], event: texts[2], payload: rest };
  if (kind === BROADCAST) return { joinRef: null, ref: null, topic: texts[0], event: texts[1], payload: rest };
  const [joinRef, ref, topic, status] = texts;
  return { joinRef, ref, topic, event: "phx_reply", payload: { status, response: rest } };
}
