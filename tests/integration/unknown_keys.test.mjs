// An edge with --warn_unknown_keys warns developers of keys that no field has, and any edge
// accepts each spelling of a key.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Client, closeClients, newUser } from "./lib/client.mjs";
import { readMetrics, total } from "./lib/metrics.mjs";
import { freeBasePort } from "./lib/ports.mjs";
import { startReview } from "./lib/review.mjs";
import { startRooms } from "./lib/rooms.mjs";
import { sharedStack } from "./lib/stack.mjs";
import { until } from "./lib/wait.mjs";

const stack = sharedStack();
let rooms, edge, metrics;
before(async () => {
  rooms = await startRooms(stack);
  metrics = `127.0.0.1:${await freeBasePort()}`;
  edge = await rooms.startEdge(["--warn_unknown_keys", `--metrics_listen=${metrics}`]);
});
after(async () => {
  await closeClients();
  assert.deepEqual(await rooms.stop(), [0, 0, 0, 0]);
});

const newClient = () => {
  const url = `ws://localhost:${edge.port}/socket`;
  return new Client(rooms, rooms.userToken(newUser()), { url });
};

describe("an edge with --warn_unknown_keys", () => {
  test("names an unknown key and the closest one, beside the answer", async () => {
    const room = await newClient().join("room:a");
    const { warnings, ...answer } = await room.push("echo", { X: "y", rooom: "b", colour: 1 });
    assert.deepEqual(warnings, [
      "unknown key X of echo: did you mean x?",
      "unknown key rooom of echo: did you mean room?",
      "unknown key colour of echo",
    ]);
    assert.deepEqual(answer, { room: "a", t: 0, s: 0, x: "" });
  });

  test("warns in an error as well", async () => {
    const room = await newClient().join("room:b");
    const { reason, warnings } = await room.refusal("echo", { rooom: "b", t: "soon" });
    assert.equal(reason, "invalid_argument");
    assert.deepEqual(warnings, ["unknown key rooom of echo: did you mean room?"]);
  });

  test("warns of a join, but not of the options of the edge", async () => {
    const { response } = await newClient().join("room:c", { recover: true, rom: "c" });
    assert.deepEqual(response.warnings, ["unknown key rom of phx_join: did you mean room?"]);
    assert.equal(response.recovered, false);
  });

  test("warns of a session's event", async () => {
    const counter = await newClient().join("counter:d", { start: 1 });
    assert.equal(counter.response.warnings, undefined);
    const { total: sum, warnings } = await counter.push("add", { amout: 5 });
    assert.equal(sum, 1);
    assert.deepEqual(warnings, ["unknown key amout of add: did you mean amount?"]);
  });

  test("logs and counts what it warned of", async () => {
    const room = await newClient().join("room:e");
    await room.push("ping", { rooms: "e" });
    const labels = { topic: "room:{room}", event: "ping" };
    const page = await readMetrics(metrics);
    assert.equal(total(page, "lossy_edge_unknown_keys_total", labels), 1);
    const lines = await until("the line in the log", () => {
      const logged = edge.process.stderr.split("\n").filter((line) => line.includes('"ping"'));
      return logged.some((line) => line.includes("unknown_key_received")) && logged;
    });
    const line = lines.map((text) => JSON.parse(text)).find(({ key }) => key === "rooms");
    assert.equal(line.topic, "room:{room}");
    assert.equal(line.suggestion, "room");
  });

  test("warns in the response to an HTTP request, and in its error", async () => {
    const post = async (payload) => {
      const response = await fetch(`http://localhost:${edge.port}/api/topics/room:h/echo`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${rooms.userToken(newUser())}`,
          "content-type": "application/json",
        },
        body: JSON.stringify(payload),
      });
      return [response.status, await response.json()];
    };
    const warnings = ["unknown key rooom of echo: did you mean room?"];
    const [status, answer] = await post({ rooom: "b", x: "y" });
    assert.equal(status, 200);
    assert.deepEqual(answer, { warnings, room: "h", t: 0, s: 0, x: "y" });
    const [refused, error] = await post({ rooom: "b", t: "soon" });
    assert.equal(refused, 400);
    assert.equal(error.reason, "invalid_argument");
    assert.deepEqual(error.warnings, warnings);
  });

  test("has no warning about known keys", async () => {
    const room = await newClient().join("room:f");
    assert.deepEqual(await room.push("echo", { x: "y" }), { room: "f", t: 0, s: 0, x: "y" });
  });
});

test("an edge without it ignores unknown keys", async () => {
  const room = await new Client(rooms, rooms.userToken(newUser())).join("room:g");
  assert.deepEqual(await room.push("echo", { rooom: "b" }), { room: "g", t: 0, s: 0, x: "" });
});

describe("a developer's stack", () => {
  let review;
  before(async () => {
    review = await startReview(stack, newUser("speller"));
  });

  test("suggests the key that was meant, also inside of an object", async () => {
    const { warnings } = await review.meta.push("list_videos", { filters: { limt: 5 } });
    assert.deepEqual(warnings, [
      "unknown key filters.limt of list_videos: did you mean filters.limit?",
    ]);
    const refusal = await review.meta.refusal("get_notes", { vidoe_id: review.videoId });
    assert.equal(refusal.reason, "invalid_argument");
    assert.deepEqual(refusal.warnings, [
      "unknown key vidoe_id of get_notes: did you mean video_id?",
    ]);
  });

  test("accepts both names of a second of the video", async () => {
    assert.deepEqual(await review.audio.push("set_timestamp", { timestamp_seconds: 4 }), {});
    assert.deepEqual(await review.audio.push("set_timestamp", { timestamp: 4 }), {});
    for (const key of ["timestamp", "timestamp_seconds"]) {
      const { note, warnings } = await review.panel.push("create_note", { text: key, [key]: 7 });
      assert.equal(note.timestamp_seconds, 7);
      assert.equal(warnings, undefined);
    }
  });

  test("accepts all names of a platform's video", async () => {
    const page = { platform: "generic", url: "https://example.org/cut" };
    const ids = [];
    for (const key of ["videoId", "video_id", "external_id"]) {
      const detected = await review.meta.push("video_detected", { ...page, [key]: "cut-1" });
      const queued = await review.meta.push("queue_video", { ...page, [key]: "cut-1" });
      assert.equal(detected.warnings ?? queued.warnings, undefined);
      ids.push(detected.video_id, queued.id);
    }
    assert.equal(new Set(ids).size, 1);
  });
});
