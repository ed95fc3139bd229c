// The stock client on long-poll alone: a review from page to note, and two edges behind a balancer
// that spreads a client's requests over both.

import assert from "node:assert/strict";
import http from "node:http";
import { after, before, describe, test } from "node:test";
import { LongPoll } from "phoenix";
import WebSocket from "ws";
import { startBalancer } from "./lib/balancer.mjs";
import { Client, closeClients, newUser } from "./lib/client.mjs";
import { openVideo, speakNote } from "./lib/review.mjs";
import { startRooms } from "./lib/rooms.mjs";
import { sharedStack } from "./lib/stack.mjs";
import { within } from "./lib/wait.mjs";
import { installXMLHttpRequest } from "./lib/xml_http_request.mjs";

installXMLHttpRequest();
const stack = sharedStack();
after(closeClients);

const newClient = (place, token, transport = LongPoll) => new Client(place, token, { transport });

describe("a reviewer whose network lets no WebSocket through", () => {
  let review;
  before(async () => {
    review = await openVideo(newClient(stack, stack.userToken(newUser())));
  });

  test("sees a spoken note in both panels as one and the same", async () => {
    const spoken = await speakNote(review.audio, "the pacing here is way too slow", 30.25);
    const shown = await review.panel.next("note_created", ({ id }) => id === spoken.id);
    assert.equal(shown.text, spoken.text);
    assert.equal(shown.timestamp_seconds, 30.25);
  });

  test("gets the notes, deletes one, and receives the event", async () => {
    const { notes } = await review.meta.push("get_notes", { video_id: review.videoId });
    assert.equal(notes.length, 1);
    await review.meta.push("delete_note", { note_id: notes[0].id });
    assert.equal((await review.panel.next("note_deleted")).id, notes[0].id);
  });

  test("leaves a panel and joins it again", async () => {
    await review.panel.leave();
    const again = await review.client.join(`notes:video:${review.videoId}`);
    assert.deepEqual(again.response.scope, { type: "video", id: review.videoId });
  });
});

test("an invalid token is refused each time", async () => {
  const client = newClient(stack, "rubbish");
  await assert.rejects(within("a join", client.join("video:meta"), 500), /nothing within/);
  await client.close();
});

describe("two edges behind a balancer", () => {
  const EVENTS = 200;
  let rooms;
  let other;
  let balancer;
  const agent = http.globalAgent;

  before(async () => {
    // Each request may land on another edge.
    http.globalAgent = new http.Agent({ keepAlive: false });
    rooms = await startRooms(stack);
    other = await rooms.startEdge([]);
    balancer = await startBalancer([rooms.port, other.port]);
  });
  after(async () => {
    await closeClients();
    http.globalAgent = agent;
    await balancer.stop();
    await rooms.stop();
  });

  const join = async (place, topic, transport) =>
    newClient(place, rooms.userToken(newUser()), transport).join(topic);

  test("answer every push of a client in its session", async () => {
    const room = await join(balancer, "room:spread");
    for (let i = 0; i < 50; ++i) {
      assert.equal((await room.push("echo", { x: `${i}` })).x, `${i}`);
    }
  });

  test("take bytes, and give them back in base64", async () => {
    const room = await join(balancer, "room:bytes");
    const { data } = await room.push("binary", new Uint8Array([1, 2, 255]).buffer);
    assert.equal(data, "AQL/");
  });

  test("give a client each event once and in order", async () => {
    const listener = await join(balancer, "room:ordered");
    const speaker = await join(rooms, "room:ordered", WebSocket);
    for (let i = 0; i < EVENTS; ++i) speaker.push("new_msg", { t: i });
    for (let i = 0; i < EVENTS; ++i) assert.equal((await listener.next("new_msg")).t, i);
    assert.deepEqual(listener.left("new_msg"), []);
  });

  test("take a client over from each other when one restarts", async () => {
    const clients = await Promise.all([0, 1, 2, 3].map(() => join(balancer, "room:restart")));
    assert.equal(await other.process.stop(), 0);
    // The clients of its sessions receive that, and join again by themselves.
    for (const room of clients) {
      const speak = () => room.push("echo", { x: "still here" }).catch(() => speak());
      assert.equal((await within("an answer of the other edge", speak(), 20_000)).x, "still here");
    }
  });
});
