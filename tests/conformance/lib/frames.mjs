// RFC 6455 frames as a client writes and reads them.

import { randomBytes } from "node:crypto";

export const TEXT = 0x81;
export const BINARY = 0x82;
export const CLOSE = 0x88;
export const PING = 0x89;
export const PONG = 0x8a;

const MASKED = 0x80;

function lengthBytes(length, mask) {
  if (length < 126) return Buffer.from([mask | length]);
  const bytes = Buffer.alloc(length < 0x10000 ? 3 : 9);
  bytes[0] = mask | (length < 0x10000 ? 126 : 127);
  if (length < 0x10000) bytes.writeUInt16BE(length, 1);
  else bytes.writeBigUInt64BE(BigInt(length), 1);
  return bytes;
}

export function maskedFrame(first, payload) {
  const mask = randomBytes(4);
  const masked = Buffer.from(payload.map((byte, index) => byte ^ mask[index % 4]));
  return Buffer.concat([Buffer.from([first]), lengthBytes(payload.length, MASKED), mask, masked]);
}

export function unmaskedFrame(first, payload) {
  return Buffer.concat([Buffer.from([first]), lengthBytes(payload.length, 0), payload]);
}

export function closePayload(code, reason = "") {
  if (code === undefined) return Buffer.alloc(0);
  return Buffer.from([code >> 8, code & 0xff, ...Buffer.from(reason)]);
}

// The first frame of the bytes and how long it is, or undefined when it is not all there.
export function readFrame(bytes) {
  if (bytes.length < 2) return undefined;
  if (bytes[1] & MASKED) throw new Error("the server masks its frames");
  let length = bytes[1];
  let start = 2;
  if (length === 126) {
    if (bytes.length < 4) return undefined;
    length = bytes.readUInt16BE(2);
    start = 4;
  } else if (length === 127) {
    if (bytes.length < 10) return undefined;
    length = Number(bytes.readBigUInt64BE(2));
    start = 10;
  }
  if (bytes.length < start + length) return undefined;
  const payload = Buffer.from(bytes.subarray(start, start + length));
  return { first: bytes[0], payload, size: start + length };
}
