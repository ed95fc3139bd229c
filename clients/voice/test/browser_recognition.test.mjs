// Recognition of speech in the browser, with a fake of the Web Speech API.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { until } from "../../../tests/integration/lib/wait.mjs";
import { load } from "../../ui/test/lib/load.mjs";

const { BrowserRecognition } = await load(new URL("../src/browser_recognition.ts", import.meta.url));

class FakeRecognition {
  start() {
    this.onstart();
  }

  stop() {
    this.stopped = true;
  }

  hears(transcript, isFinal) {
    const results = [Object.assign([{ transcript, confidence: 0.9 }], { isFinal })];
    this.onresult({ resultIndex: 0, results });
  }
}

function listening() {
  const made = [];
  const problems = [];
  const events = [];
  let second = 0;
  const make = () => {
    made.push(new FakeRecognition());
    return made.at(-1);
  };
  const input = new BrowserRecognition(make, (problem) => problems.push(problem));
  input.speech.add((speaking) => events.push(speaking ? "speaks" : "pauses"));
  const topic = { phase: "joined", push: async (event, { text }) => events.push(`${event}: ${text}`) };
  const say = async (text, { timestamp }) => events.push(`${text} at ${timestamp}`);
  input.listen({ topic, say }, () => ({ videoId: "v", timestamp: second++ }));
  return { input, made, problems, events };
}

describe("the browser's recognition", () => {
  test("gives words at the moment at which they began", () => {
    const { input, made, events } = listening();
    assert.equal(input.phase, "recording");
    made[0].onspeechstart();
    made[0].hears("cut", false);
    made[0].hears(" cut this ", true);
    made[0].hears("louder", true);
    assert.deepEqual(events, [
      "speaks", "transcript_partial: cut", "cut this at 0", "pauses", "speaks", "louder at 1", "pauses",
    ]);
  });

  test("begins again when the browser ends it", async () => {
    const { made, events } = listening();
    made[0].onspeechstart();
    made[0].onend();
    await until("another recognition", () => made.length === 2);
    made[1].hears("louder", true);
    assert.deepEqual(events, ["speaks", "pauses", "speaks", "louder at 1", "pauses"]);
  });

  test("gives the words that arrive after its end", () => {
    const { input, made, events } = listening();
    made[0].onspeechstart();
    input.close();
    assert.equal(input.phase, "off");
    assert.ok(made[0].stopped);
    made[0].hears("cut this", true);
    assert.deepEqual(events, ["speaks", "pauses", "cut this at 0"]);
  });

  test("ends when the user does not allow the microphone", () => {
    const { input, made, problems } = listening();
    made[0].onerror({ error: "no-speech" });
    assert.equal(input.phase, "recording");
    made[0].onerror({ error: "not-allowed" });
    assert.equal(input.phase, "off");
    assert.deepEqual(problems.map(({ name }) => name), ["NotAllowedError"]);
  });
});
