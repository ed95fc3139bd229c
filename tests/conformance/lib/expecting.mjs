// Compares a message of the server with the expectation of a step.

import { parseBytes, toHex } from "./bytes.mjs";
import { expectedMessage, serverFrame } from "./phoenix.mjs";

export function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isClose(item, text, values) {
  const [, code, reason] = text.match(/^(\d*) ?("[^"]*")?$/);
  const said = reason === undefined || values.matches(item.reason, JSON.parse(reason));
  return item.close === Number(code) && said;
}

// `values` learns what the step names; when the answer is no, it is of no use any more.
export function isExpected(item, vsn, { what, message, rest, kind, texts }, values) {
  const bytes = () => parseBytes(values.fillText(rest));
  const isMessage = () => values.matches(parsed(item.text), expectedMessage(vsn, message));
  const ways = {
    message: isMessage,
    deflated: () => item.deflated && isMessage(),
    text: () => values.matches(parsed(item.text), JSON.parse(rest)),
    bin: () => item.binary?.equals(serverFrame(kind, values.fill(texts), bytes())),
    bytes: () => item.binary?.equals(bytes()),
    ping: () => item.ping !== undefined,
    pong: () => item.pong?.equals(bytes()),
    close: () => isClose(item, rest, values),
    eof: () => item.eof,
  };
  if (!(what in ways)) throw new Error(`a server cannot send ${what}`);
  return ways[what]() === true;
}

export function describe(item) {
  if (item === undefined) return "nothing";
  if (item.text !== undefined) return item.text.slice(0, 400);
  if (item.binary) return `bytes ${toHex(item.binary).slice(0, 400)}`;
  if (item.ping) return `ping ${toHex(item.ping)}`;
  if (item.pong) return `pong ${toHex(item.pong)}`;
  if (item.close) return `close ${item.close} ${JSON.stringify(item.reason)}`;
  return item.eof ? "eof" : `the end of the session, status ${item.gone}`;
}
