// Words reach the server once and in order, also those that were spoken offline.

import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, test } from "node:test";
import { interrupted, live, startEdge, until } from "./lib/clients.mjs";
import { FileStorage } from "./lib/file_storage.mjs";
import { lossy } from "./lib/lossy.mjs";

const at = (timestamp, videoId = "v") => ({ videoId, timestamp });
const piece = (number, length = 10) => Uint8Array.from({ length }, (_, i) => (number * 31 + i) % 256);

// Adds pieces `from` to `to` of a recording.
function speak(recording, from, to) {
  const bytes = [];
  for (let number = from; number < to; ++number) {
    bytes.push(...piece(number));
    recording.add(piece(number));
  }
  return bytes;
}

describe("words that were recognised in the browser", () => {
  test("arrive with the video and second at which they began", async (t) => {
    const { edge, start } = startEdge(t);
    const session = await (await start()).session();
    session.say("one", at(1));
    session.say("two", at(2, null));
    await session.stored();
    assert.deepEqual(edge.spoken, [
      { text: "one", video: "v", timestamp: 1 },
      { text: "two", video: null, timestamp: 2 },
    ]);
  });

  test("arrive with a video whose id only the server knows", async (t) => {
    const { edge, start } = startEdge(t);
    const asked = [];
    edge.intercept = ({ event, payload, reply }) => {
      if (event !== "video_detected") return false;
      asked.push(payload.url);
      if (asked.length > 1) reply({ video_id: "found" });
      else edge.close(1006);
      return true;
    };
    const session = await (await start()).session();
    session.say("one", { videoId: null, video: { platform: "generic", url: "https://a.example/" }, timestamp: 1 });
    await session.stored();
    assert.deepEqual(edge.spoken, [{ text: "one", video: "found", timestamp: 1 }]);
    assert.deepEqual(asked, ["https://a.example/", "https://a.example/"]);
  });

  test("keep their video when the user looks at another one", async (t) => {
    const { edge, start } = startEdge(t);
    const session = await (await start()).session();
    const said = session.say("one", at(1));
    session.show("other");
    session.say("two", at(2));
    await said;
    await session.stored();
    await until("the other video", () => edge.context.video === "other");
    assert.deepEqual(edge.spoken.map(({ video }) => video), ["v", "v"]);
    session.say("three", at(3));
    await session.stored();
    assert.equal(edge.spoken[2].video, "v");
  });

  test("arrive once and in order when spoken offline", async (t) => {
    const { edge, start } = startEdge(t);
    const client = await start();
    const session = await client.session();
    await live(client);
    edge.down = true;
    edge.close(1006);
    await until("the loss", () => client.state.status === "offline");
    for (let i = 0; i < 5; ++i) session.say(`word ${i}`, at(i));
    assert.equal(client.state.waiting, 5);
    const states = [];
    client.onState(({ status }) => states.push(status));
    edge.down = false;
    await session.stored();
    assert.deepEqual(
      edge.spoken.map(({ text, timestamp }) => [text, timestamp]),
      [0, 1, 2, 3, 4].map((i) => [`word ${i}`, i]),
    );
    await live(client);
    assert.deepEqual(states.filter((status, i) => status !== states[i - 1]), ["catching_up", "live"]);
    assert.equal(client.state.waiting, 0);
  });

  test("arrive once when the answer is lost", async (t) => {
    const { edge, start } = startEdge(t);
    let lost = 0;
    edge.intercept = ({ event, reply, refuse, ...message }) => {
      if (event !== "transcript_final" || lost++ > 1) return false;
      edge.answer({ event, ...message }, () => {}, () => {});
      if (lost === 1) edge.close(1006);
      return true;
    };
    const session = await (await start()).session();
    session.say("one", at(1));
    session.say("two", at(2));
    await session.stored();
    assert.deepEqual(edge.spoken.map(({ text }) => text), ["one", "two"]);
  });

  test("are kept over a reload, and sent by the next page", async (t) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lossy-words-"));
    t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
    const { edge, start } = startEdge(t);
    edge.down = true;
    const storage = new FileStorage(folder);
    const first = await start({ storage });
    const session = await first.session();
    await session.say("one", at(1));
    const recording = session.record(at(2));
    const bytes = speak(recording, 0, 3);
    await recording.finish();
    first.stop();

    const next = await start({ storage });
    assert.equal(next.state.waiting, 2);
    edge.down = false;
    await until("all words", () => next.state.waiting === 0);
    assert.deepEqual(edge.spoken.map(({ text }) => text), ["one"]);
    assert.deepEqual(edge.recordings, [{ bytes, video: "v", timestamp: 2 }]);
    await until("nothing to be kept", async () => (await storage.keys("lossy/ana/speech")).length === 0);
  });

  test("end where their page ended", async (t) => {
    const { edge, start } = startEdge(t);
    edge.down = true;
    const storage = new lossy.MemoryStorage();
    const first = await start({ storage });
    const recording = (await first.session()).record(at(2));
    const bytes = speak(recording, 0, 3);
    await recording.add(piece(3));
    first.stop();
    edge.down = false;
    const next = await start({ storage });
    await until("all words", () => next.state.waiting === 0);
    assert.deepEqual(edge.recordings, [{ bytes: [...bytes, ...piece(3)], video: "v", timestamp: 2 }]);
  });

  test("of another user stay where they are", async (t) => {
    const { edge, start } = startEdge(t);
    edge.down = true;
    const first = await start();
    (await first.session()).say("one", at(1));
    first.stop();
    edge.down = false;
    const other = await start({ user: "bea" });
    await live(other);
    assert.equal(other.state.waiting, 0);
    assert.deepEqual(edge.spoken, []);
  });

  test("that are refused for good are given back, and delay no others", async (t) => {
    const { edge, start } = startEdge(t);
    edge.intercept = ({ event, payload, refuse }) => {
      if (event !== "transcript_final" || payload.text !== "bad") return false;
      refuse({ reason: "invalid_argument", details: { text: "is too long" } });
      return true;
    };
    const rejected = [];
    const client = await start({ onRejected: (item) => rejected.push(item) });
    const session = await client.session();
    session.say("bad", at(1));
    session.say("good", at(2));
    await session.stored();
    assert.deepEqual(edge.spoken.map(({ text }) => text), ["good"]);
    assert.equal(rejected[0].text, "bad");
    assert.equal(rejected[0].error.reason, "invalid_argument");
  });

  test("belong to no video if theirs was deleted", async (t) => {
    const { edge, start } = startEdge(t);
    edge.context.video = "former";
    edge.intercept = ({ event, payload, refuse }) => {
      if (event !== "update_video_context" || payload.video_id !== "deleted") return false;
      refuse({ reason: "not_found" });
      return true;
    };
    const session = await (await start()).session();
    session.say("one", at(1, "deleted"));
    await session.stored();
    assert.equal(edge.spoken[0].video, null);
  });
});

describe("a recording", () => {
  test("arrives without a hole and without a repeat while connections end", async (t) => {
    const { edge, start } = startEdge(t);
    const client = await start();
    const session = await client.session();
    await live(client);
    const recording = session.record(at(1));
    const bytes = speak(recording, 0, 40);
    let answered = 0;
    edge.intercept = ({ event, reply, refuse, ...message }) => {
      if (event !== "audio_chunk") return false;
      answered += 1;
      if (answered % 25 !== 0) return false;
      // The bytes are stored, and the answer is lost.
      edge.answer({ event, ...message }, () => {}, () => {});
      edge.close(1006);
      return true;
    };
    bytes.push(...speak(recording, 40, 100));
    recording.finish();
    await session.stored();
    assert.deepEqual(edge.recordings, [{ bytes, video: "v", timestamp: 1 }]);
  });

  test("that was spoken offline arrives before the next one", async (t) => {
    const { edge, start } = startEdge(t);
    const client = await start();
    const session = await client.session();
    await live(client);
    const recordings = [1, 2, 3].map((second) => ({ second, bytes: [] }));
    await interrupted(client, () => {
      edge.close(1006);
      for (const item of recordings) {
        const recording = session.record(at(item.second));
        item.bytes = speak(recording, item.second * 50, item.second * 50 + 50);
        recording.finish();
      }
    });
    await session.stored();
    assert.deepEqual(
      edge.recordings,
      recordings.map(({ second, bytes }) => ({ bytes, video: "v", timestamp: second })),
    );
  });

  test("waits as long as the server is busy", async (t) => {
    const { edge, start } = startEdge(t);
    let busy = 3;
    edge.intercept = ({ event, refuse }) => {
      if (event !== "audio_chunk" || busy-- <= 0) return false;
      refuse({ reason: "rate_limited", retry_after_ms: 30 });
      return true;
    };
    const session = await (await start()).session();
    const recording = session.record(at(1));
    const bytes = speak(recording, 0, 3);
    recording.finish();
    await session.stored();
    assert.deepEqual(edge.recordings[0].bytes, bytes);
  });

  test("continues as another stream when the server lost its beginning", async (t) => {
    const { edge, start } = startEdge(t);
    const session = await (await start()).session();
    const recording = session.record(at(1));
    speak(recording, 0, 3);
    await session.stored();
    edge.streams.clear();
    const rest = speak(recording, 3, 6);
    recording.finish();
    await session.stored();
    assert.deepEqual(edge.recordings[0].bytes, rest);
  });

  test("is refused beyond the bound of the queue, and ends with what was taken", async (t) => {
    const { edge, start } = startEdge(t);
    edge.down = true;
    const client = await start({ maxQueueBytes: 25 });
    const session = await client.session();
    const recording = session.record(at(1));
    const bytes = speak(recording, 0, 2);
    assert.throws(() => recording.add(piece(2)), lossy.QueueFullError);
    assert.equal(client.state.full, true);
    recording.finish();
    edge.down = false;
    await session.stored();
    assert.deepEqual(edge.recordings[0].bytes, bytes);
    assert.equal(client.state.full, false);
  });

  test("stays kept when the quota is reached, and the state has the reason", async (t) => {
    const { edge, start } = startEdge(t);
    let full = true;
    edge.intercept = ({ event, refuse }) => {
      if (event !== "audio_chunk" || !full) return false;
      refuse({ reason: "quota_exceeded", details: { stored_bytes: "…" } });
      return true;
    };
    const client = await start();
    const session = await client.session();
    speak(session.record(at(1)), 0, 1);
    await until("the reason", () => client.state.blocked?.reason === "quota_exceeded");
    assert.equal(client.state.waiting, 1);
    full = false;
    edge.close(1012);
    await session.stored();
    await until("the reason to go", () => client.state.blocked === null);
  });

  test("stops at its session's end only when the server has it", async (t) => {
    const { edge, start } = startEdge(t);
    edge.down = true;
    const client = await start();
    const session = await client.session();
    const recording = session.record(at(1));
    const bytes = speak(recording, 0, 2);
    recording.finish();
    session.close();
    edge.down = false;
    await until("the recording", () => edge.recordings.length === 1);
    assert.deepEqual(edge.recordings[0].bytes, bytes);
    await until("the end of the session", () => client.state.waiting === 0);
  });
});

describe("a session", () => {
  test("that the server refuses gives its words back", async (t) => {
    const { edge, start } = startEdge(t);
    edge.intercept = ({ event, topic, refuse }) => {
      if (event !== "phx_join" || !topic.startsWith("audio:")) return false;
      refuse({ reason: "not_found" });
      return true;
    };
    const rejected = [];
    const client = await start({ onRejected: ({ text }) => rejected.push(text) });
    const session = await client.session();
    session.say("one", at(1));
    session.say("two", at(2));
    await until("both", () => rejected.length === 2);
    assert.deepEqual(rejected, ["one", "two"]);
    assert.equal(client.state.waiting, 0);
  });

  test("belongs to one page at a time", async (t) => {
    const { start } = startEdge(t);
    const [first, second] = [await start(), await start()];
    const session = await first.session();
    await assert.rejects(second.session({ id: session.id }), /another page/);
    session.close();
    await second.session({ id: session.id });
  });

  test("leaves nothing behind when the user signs out", async (t) => {
    const { edge, storage, start } = startEdge(t);
    edge.down = true;
    const client = await start();
    await (await client.session()).say("secret", at(1));
    await client.forget();
    assert.deepEqual(await storage.keys(""), []);
  });
});
