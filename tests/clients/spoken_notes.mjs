// The notes of spoken sentences, as a window shows them.

import assert from "node:assert/strict";

// A note has whole seconds on the screen, and speech is noticed after a moment.
const SECONDS_OFF = 2;

// Fails unless each sentence is one note, at the second at which it was spoken. `shown` is what
// StudioWindow.timed returns, `times` what writeSpeech returns.
export function assertOneNoteEach(shown, times) {
  assert.equal(shown.length, times.length, JSON.stringify(shown));
  shown.forEach(({ seconds, text }, i) => {
    const expected = shown[0].seconds + times[i].start - times[0].start;
    assert.ok(Math.abs(seconds - expected) <= SECONDS_OFF, `sentence ${i + 1} at ${expected}: ${seconds} ${text}`);
  });
}
