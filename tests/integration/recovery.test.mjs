// Clients that follow their topics as docs/delivery.md shows lose their edge, and nothing else.

import "../clients/globals.mjs";
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import * as phoenix17 from "phoenix-1.7";
import * as phoenix18 from "phoenix";
import WebSocket from "ws";
import { Client, closeClients, newUser } from "./lib/client.mjs";
import { startEdge } from "./lib/edges.mjs";
import { follow } from "./lib/recovering.mjs";
import { speak, speakNote, startReview } from "./lib/review.mjs";
import { startRooms } from "./lib/rooms.mjs";
import { sharedStack } from "./lib/stack.mjs";
import { until } from "./lib/wait.mjs";

const stack = sharedStack();
after(closeClients);

const variants = [phoenix18, phoenix17].flatMap(({ Socket, LongPoll }, index) =>
  [WebSocket, LongPoll].map((transport) => ({
    name: `phoenix ${["1.8", "1.7"][index]} over ${transport === LongPoll ? "long-poll" : "WebSocket"}`,
    options: { Socket, transport },
  })),
);

// The pushes to its channel, and the number of its loads.
class Panel {
  loads = 0;
  seen = [];

  constructor(review, edge, topic, options) {
    const url = `ws://localhost:${edge.port}/socket`;
    const token = () => stack.userToken(review.user, { device: "panel" });
    this.client = new Client(stack, token, { url, ...options });
    this.channel = follow(this.client.socket, topic, () => ++this.loads);
    this.channel.on("note_created", ({ id }) => this.seen.push(id));
  }

  static async open(...args) {
    const panel = new Panel(...args);
    await until("the panel to be there", () => panel.loads === 1);
    return panel;
  }

  sees(ids) {
    return until(`${ids.length} notes`, () => this.seen.length >= ids.length);
  }
}

// Makes notes without a pause until it is stopped; answers their ids.
function writeNotes(review) {
  const made = [];
  let running = true;
  const ended = (async () => {
    while (running) {
      const text = `the pacing of scene ${made.length} is too slow`;
      made.push((await speakNote(review.audio, text, made.length)).id);
    }
  })();
  const stop = async () => {
    running = false;
    await ended;
    return made;
  };
  return { made, stop };
}

describe("a panel whose edge is killed", { timeout: 120_000 }, () => {
  let edge;
  before(async () => {
    edge = await startEdge(stack);
  });
  after(() => edge?.process.stop());

  for (const { name, options } of variants) {
    test(`receives the missed events, in order and once: ${name}`, async () => {
      const review = await startReview(stack);
      const panel = await Panel.open(review, edge, `notes:video:${review.videoId}`, options);
      const notes = writeNotes(review);
      await until("notes to be seen", () => panel.seen.length >= 3);
      await edge.process.kill();
      const missed = notes.made.length + 5;
      await until("notes to be missed", () => notes.made.length >= missed);
      edge = await startEdge(stack, edge.port);
      await until("the panel to catch up", () => panel.seen.length > missed);
      const made = await notes.stop();
      await panel.sees(made);
      assert.deepEqual(panel.seen, made);
      assert.equal(panel.loads, 1);
      await panel.client.close();
    });
  }

  test("receives the events of its session", async () => {
    const review = await startReview(stack);
    const panel = await Panel.open(review, edge, `audio:${review.sessionId}`);
    const first = await speakNote(review.audio, "the colours of the sky look wrong", 1);
    await panel.sees([first.id]);
    await edge.process.kill();
    const second = await speakNote(review.audio, "the music drowns the voice", 2);
    edge = await startEdge(stack, edge.port);
    await panel.sees([first.id, second.id]);
    await speak(review.audio, "the titles are hard to read", 3);
    const { id } = await review.audio.next("note_created");
    await panel.sees([first.id, second.id, id]);
    assert.deepEqual(panel.seen, [first.id, second.id, id]);
    assert.equal(panel.loads, 1);
  });
});

test("a panel that an operator disconnects continues from its position", async () => {
  const review = await startReview(stack);
  const edge = { port: stack.port };
  const panel = await Panel.open(review, edge, `notes:video:${review.videoId}`);
  const notes = writeNotes(review);
  await until("notes to be seen", () => panel.seen.length >= 3);
  await stack.dev("ctl", "disconnect", `--user=${review.user}`, "--device=panel");
  const count = notes.made.length + 3;
  await until("notes to go on", () => notes.made.length >= count);
  const made = await notes.stop();
  await panel.sees(made);
  assert.deepEqual(panel.seen, made);
  assert.equal(panel.loads, 1);
});

test("without a database, a client loads its state again after a restart of notifications", async (t) => {
  const rooms = await startRooms(stack);
  t.after(() => rooms.stop());
  const { socket } = new Client(rooms, rooms.userToken(newUser()));
  const seen = [];
  let loads = 0;
  const channel = follow(socket, "room:a", () => ++loads);
  channel.on("new_msg", ({ x }) => seen.push(x));
  await until("the first load", () => loads === 1);
  channel.push("new_msg", { x: "before" });
  await until("a message", () => seen.length === 1);
  await rooms.killNotifications();
  await until("the second load", () => loads === 2);
  channel.push("new_msg", { x: "behind" });
  await until("another message", () => seen.length === 2);
  assert.deepEqual(seen, ["before", "behind"]);
});
