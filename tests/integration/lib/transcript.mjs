// Plays a transcript of frames: what the client sends, and what the server must answer.
//
// A transcript is a list of ["c", frame] and ["s", frame]. "${NAME}" in a string stands for a value:
// one that is known is put in or must be equal, one that is not is learned from the server's frame.
// "${*}" is any value that is not null. An object that is expected may have more keys in fact.

import assert from "node:assert/strict";

const VARIABLE = /\$\{([A-Z*]+)\}/;

function fill(value, known) {
  if (typeof value === "string") {
    return value.replace(new RegExp(VARIABLE, "g"), (whole, name) => known[name] ?? whole);
  }
  if (Array.isArray(value)) return value.map((item) => fill(item, known));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, known)]));
}

function compare(actual, expected, known, path) {
  const variable = typeof expected === "string" && expected.match(VARIABLE);
  if (variable) {
    assert.ok(actual !== null && actual !== undefined, `${path} is missing`);
    if (variable[1] !== "*") known[variable[1]] = actual;
  } else if (expected === null || typeof expected !== "object") {
    assert.deepEqual(actual, expected, path);
  } else if (Array.isArray(expected)) {
    assert.equal(actual.length, expected.length, `${path}: ${JSON.stringify(actual)}`);
    expected.forEach((item, index) => compare(actual[index], item, known, `${path}[${index}]`));
  } else {
    assert.equal(typeof actual, "object", path);
    for (const [key, item] of Object.entries(expected)) {
      compare(actual[key], item, known, `${path}.${key}`);
    }
  }
}

// Frames on different topics may come in any order; on one topic and event they may not.
async function expectFrame(socket, frame, known) {
  const expected = fill(frame, known);
  const [, ref, topic, event] = expected;
  const actual = await socket.next(
    JSON.stringify(expected),
    (candidate) => candidate[1] === ref && candidate[2] === topic && candidate[3] === event,
  );
  compare(actual, expected, known, "frame");
}

export async function play(socket, transcript, known) {
  for (const [who, frame] of transcript) {
    if (who === "c") {
      socket.send(fill(frame, known));
    } else {
      await expectFrame(socket, frame, known);
    }
  }
}
