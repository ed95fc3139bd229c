// The parts of the engine that need no browser.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { load } from "../../ui/test/lib/load.mjs";

const source = (name) => load(new URL(`../src/engine/${name}.ts`, import.meta.url));
const { Pages } = await source("pages");
const { secondAt } = await source("page");
const { senderTo } = await source("port_sender");
const { VoiceMode } = await source("voice_mode");
const { heightOf, shownLevels } = await source("level");
const { Listeners } = await load(new URL("../../lossy/src/listeners.ts", import.meta.url));

const PLAYBACK = { position: 10, paused: false, rate: 1, at: 1000 };

class FakePort {
  sent = [];

  postMessage(message) {
    this.sent.push(message);
  }
}

// A page of a tab whose video covers so many pixels.
function opened(pages, tabId, name, area = 100) {
  const port = new FakePort();
  const video = { platform: "generic", externalId: name, url: name, title: name, duration: 60, area };
  pages.receive(port, tabId, { kind: "video_seen", video, playback: PLAYBACK });
  return port;
}

const reviewed = (pages) => pages.reviewed?.seen.title ?? null;

test("the second of a video follows its rate while it plays", () => {
  assert.equal(secondAt(PLAYBACK, 3000), 12);
  assert.equal(secondAt({ ...PLAYBACK, rate: 2 }, 3000), 14);
  assert.equal(secondAt({ ...PLAYBACK, paused: true }, 3000), 10);
  assert.equal(secondAt({ ...PLAYBACK, position: 1 }, -9000), 0);
});

describe("the page under review", () => {
  test("is that of the active tab", () => {
    const pages = new Pages();
    opened(pages, 1, "one");
    opened(pages, 2, "two");
    assert.equal(reviewed(pages), null);
    pages.look(1);
    assert.equal(reviewed(pages), "one");
    pages.look(2);
    assert.equal(reviewed(pages), "two");
  });

  test("stays while the user looks at a tab without a video", () => {
    const pages = new Pages();
    opened(pages, 1, "one");
    pages.look(1);
    pages.look(7);
    assert.equal(reviewed(pages), "one");
    opened(pages, 7, "seven");
    assert.equal(reviewed(pages), "seven");
  });

  test("is the largest of a tab", () => {
    const pages = new Pages();
    opened(pages, 1, "advert", 10);
    opened(pages, 1, "film", 1000);
    pages.look(1);
    assert.equal(reviewed(pages), "film");
  });

  test("is the former one when its tab closes", () => {
    const pages = new Pages();
    const [one, two] = [opened(pages, 1, "one"), opened(pages, 2, "two")];
    pages.look(1);
    pages.look(2);
    pages.remove(two);
    assert.equal(reviewed(pages), "one");
    pages.receive(one, 1, { kind: "video_gone" });
    assert.equal(reviewed(pages), null);
  });

  test("gets its notes once", () => {
    const pages = new Pages();
    const port = opened(pages, 1, "one");
    const notes = [{ id: "n", text: "cut", category: "pacing", status: "ghost", timestamp_seconds: 3, revision: 1 }];
    pages.all[0].mark(notes, null);
    pages.all[0].mark(notes, null);
    pages.all[0].mark(notes, "n");
    assert.deepEqual(port.sent.map(({ selected }) => selected), [null, "n"]);
    assert.deepEqual(Object.keys(port.sent[0].notes[0]), ["id", "text", "category", "status", "timestamp_seconds"]);
    // Another video on the same page has notes of its own.
    const video = { platform: "generic", externalId: "b", url: "b", title: "b", duration: 60, area: 1 };
    pages.receive(port, 1, { kind: "video_seen", video, playback: PLAYBACK });
    pages.all[0].mark(notes, "n");
    assert.equal(port.sent.length, 3);
  });
});

test("a message after the end of a port is dropped", () => {
  const sent = [];
  const ends = [];
  const sender = senderTo({ postMessage: (message) => sent.push(message), onDisconnect: { addListener: (end) => ends.push(end) } });
  sender.postMessage("hold");
  for (const end of ends) end();
  sender.postMessage("release");
  assert.deepEqual(sent, ["hold"]);
});

class FakeInput {
  phase = "off";
  changes = new Listeners();
  speech = new Listeners();
  utterances = new Listeners();

  async listen() {
    this.enter("recording");
  }

  close() {
    this.enter("off");
  }

  enter(phase) {
    this.phase = phase;
    this.changes.emit(phase);
  }
}

describe("voice mode", () => {
  const started = async () => {
    const held = [];
    const input = new FakeInput();
    const hold = () => {
      held.push("hold");
      return () => held.push("release");
    };
    const mode = new VoiceMode({ hold });
    await mode.start(input, null, null);
    return { mode, input, held };
  };

  test("pauses the video while the user speaks", async () => {
    const { mode, input, held } = await started();
    assert.equal(mode.phase, "listening");
    input.speech.emit(true);
    assert.equal(mode.phase, "speaking");
    assert.deepEqual(held, ["hold"]);
    input.speech.emit(false);
    assert.equal(mode.phase, "listening");
    assert.deepEqual(held, ["hold", "release"]);
  });

  test("plays the video on when it is turned off in a sentence", async () => {
    const { mode, input, held } = await started();
    input.speech.emit(true);
    mode.stop();
    assert.equal(mode.phase, "off");
    assert.deepEqual(held, ["hold", "release"]);
    input.speech.emit(true);
    assert.deepEqual(held, ["hold", "release"]);
  });

  test("ends one input before it begins with another", async () => {
    const { mode, input } = await started();
    await mode.start(new FakeInput(), null, null);
    assert.equal(input.phase, "off");
    assert.equal(mode.phase, "listening");
  });
});

test("the meter shows the loudest level of each tenth of a second", () => {
  const shown = [];
  const take = shownLevels((height) => shown.push(height));
  for (let i = 0; i <= 10; i++) take({ level: i === 3 ? 1 : 0.001, ms: i * 20 });
  assert.deepEqual(shown, [1, 0]);
  assert.equal(heightOf(0), 0);
  assert.ok(Math.abs(heightOf(0.1) - 2 / 3) < 1e-9);
});
