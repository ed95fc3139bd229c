// The parts of listening that need no browser.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { load } from "../../ui/test/lib/load.mjs";

const source = (name) => load(new URL(`../src/${name}.ts`, import.meta.url));
const { afterEvent, afterUtterance, NOTHING_HEARD, shownOf } = await source("hearing");
const { SpeechDetector } = await source("speech_detector");

describe("what was heard", () => {
  const texts = (hearing) => shownOf(hearing).map(({ text }) => text);
  const after = (events, hearing = NOTHING_HEARD) => texts(events.reduce(afterEvent, hearing));

  test("is shown until it is a note", () => {
    const started = { type: "transcription_started", transcript_id: "t" };
    const ready = { type: "transcript_ready", transcript_id: "t", text: "cut this" };
    assert.deepEqual(after([started]), ["Listening to what you said…"]);
    assert.deepEqual(after([started, ready]), ["“cut this”"]);
    assert.deepEqual(after([started, ready, { type: "note_created", transcript_id: "t", note_id: "n" }]), []);
  });

  test("is shown from the end of each utterance on", () => {
    const two = afterUtterance(afterUtterance(NOTHING_HEARD));
    const chunk = { type: "audio_chunk_received" };
    assert.deepEqual(after([chunk], two), ["Sending what you said…"]);
    const ready = (id) => ({ type: "transcript_ready", transcript_id: id, text: id });
    assert.deepEqual(after([ready("a")], two), ["“a”", "Sending what you said…"]);
    assert.deepEqual(after([ready("a"), ready("a"), ready("b")], two), ["“a”", "“b”"]);
  });

  test("never disappears without a word", () => {
    const skipped = { type: "note_skipped", transcript_id: "t", reason: "noise", text: "hm" };
    assert.deepEqual(after([skipped]), ["That was no speech: “hm”"]);
    const failed = { type: "transcription_failed", transcript_id: "t", error: { message: "no recogniser" } };
    assert.deepEqual(after([failed]), ["That could not be recognised: no recogniser"]);
  });
});

describe("the detector of speech", () => {
  const BLOCK_MS = 20;

  // `plan` has pairs of a level and a duration in milliseconds. Returns what was detected when.
  function detected(...plan) {
    const found = [];
    let now = 0;
    const detector = new SpeechDetector({
      onBegin: () => found.push(["begin", now]),
      onEnd: () => found.push(["end", now]),
    });
    for (const [level, duration] of plan) {
      for (const end = now + duration; now < end; now += BLOCK_MS) detector.take({ level, ms: now });
    }
    return found;
  }

  test("finds two sentences with a pause between", () => {
    const found = detected([0.001, 500], [0.1, 1000], [0.001, 1000], [0.1, 1000], [0.001, 1000]);
    assert.deepEqual(found.map(([what]) => what), ["begin", "end", "begin", "end"]);
    assert.equal(found[0][1], 560);
    assert.equal(found[1][1], 1980);
  });

  test("takes a breath for no pause, and a click for no speech", () => {
    assert.deepEqual(detected([0.001, 500], [0.1, 500], [0.001, 400], [0.1, 500]).map(([what]) => what), ["begin"]);
    assert.deepEqual(detected([0.001, 500], [0.3, 50], [0.001, 2000]), []);
  });

  test("learns the noise of the room", () => {
    assert.deepEqual(detected([0.02, 3000]), []);
    assert.deepEqual(detected([0.02, 1000], [0.2, 500], [0.02, 1000]).map(([what]) => what), ["begin", "end"]);
  });
});
