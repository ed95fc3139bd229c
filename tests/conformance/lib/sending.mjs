// The bytes that a step of a client sends.

import { parseBytes } from "./bytes.mjs";
import { CLOSE, closePayload, PING, PONG, unmaskedFrame } from "./frames.mjs";
import { clientPush, encodeMessage } from "./phoenix.mjs";

// N of the line, numbered by $n.
function numbered(text, values) {
  const [, count, line] = text.match(/^(\d+) (.*)$/);
  const numbers = Array.from({ length: Number(count) }, (_, index) => String(index + 1));
  return numbers.map((n) => values.fillText(line.replaceAll("$n", n))).join("\n");
}

function close(text) {
  const [, code, reason] = text.match(/^(\d*) ?"?([^"]*)"?$/);
  return closePayload(code ? Number(code) : undefined, reason);
}

// The first byte of a frame, and its payload.
const frame = (text, bytes) => [parseInt(text.slice(0, 2), 16), bytes(text.slice(2))];

export function send(wire, vsn, { what, message, rest, texts }, values) {
  const bytes = (text) => parseBytes(values.fillText(text));
  const json = () => encodeMessage(vsn, values.fill(message));
  const ways = {
    message: () => wire.sendText(json()),
    deflated: () => wire.sendDeflated(json()),
    text: () => wire.sendText(values.fillText(rest)),
    lines: () => wire.sendText(numbered(rest, values)),
    bin: () => wire.sendBinary(clientPush(values.fill(texts), bytes(rest))),
    bytes: () => wire.sendBinary(bytes(rest)),
    raw: () => wire.sendRaw(bytes(rest)),
    frame: () => wire.sendFrame(...frame(rest, bytes)),
    unmasked: () => wire.sendRaw(unmaskedFrame(...frame(rest, bytes))),
    ping: () => wire.sendFrame(PING, bytes(rest)),
    pong: () => wire.sendFrame(PONG, bytes(rest)),
    close: () => wire.sendFrame(CLOSE, close(rest)),
    cut: () => wire.cut(),
  };
  if (!(what in ways)) throw new Error(`a client cannot send ${what}`);
  ways[what]();
}
