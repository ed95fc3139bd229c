// A new service reaches browsers: the edge gets its descriptors
// and its address, and nothing under edge/ is changed.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Client, closeClients, joinRefusal, newUser } from "./lib/client.mjs";
import { ROOM_PROTO, startRooms } from "./lib/rooms.mjs";
import { sharedStack } from "./lib/stack.mjs";
import { until } from "./lib/wait.mjs";

let rooms;
before(async () => {
  rooms = await startRooms(sharedStack());
});
after(async () => {
  await closeClients();
  assert.deepEqual(await rooms.stop(), [0, 0, 0]);
});

const newClient = () => new Client(rooms, rooms.userToken(newUser()));
let next = 0;
const newName = () => `n${++next}`;

describe("a room of the sample service", () => {
  test("is joined, and the reply is the answer of the service", async () => {
    const room = await newClient().join("room:kitchen:table");
    assert.deepEqual(room.response, { room: "kitchen:table" });
  });

  test("is refused with the service's own reason", async () => {
    const refusal = await joinRefusal(newClient(), "room:locked");
    assert.deepEqual(refusal, { reason: "forbidden", message: "The room is locked", details: {} });
  });

  test("answers an event, with the topic's room and not the payload's", async () => {
    const name = newName();
    const room = await newClient().join(`room:${name}`);
    const answer = await room.push("echo", { room: "elsewhere", t: 2 ** 40, x: 'a "b" \u00e9' });
    assert.deepEqual(answer, { room: name, t: 2 ** 40, s: 0, x: 'a "b" \u00e9' });
  });

  test("names the field of a wrong type, and continues", async () => {
    const room = await newClient().join(`room:${newName()}`);
    const { reason, details } = await room.refusal("echo", { t: "soon" });
    assert.equal(reason, "invalid_argument");
    assert.deepEqual(Object.keys(details), ["t"]);
    assert.equal((await room.refusal("no_such_event")).reason, "unknown_event");
    assert.equal((await room.push("echo", { x: "still here" })).x, "still here");
  });

  test("sends each message to every client of the room, and to no other room", async () => {
    const name = newName();
    const topics = [`room:${name}`, `room:${name}`, `room:${newName()}`];
    const [one, two, other] = await Promise.all(topics.map((topic) => newClient().join(topic)));
    assert.deepEqual(await one.push("new_msg", { x: "hello", s: 3 }), {});
    for (const room of [one, two]) {
      const expected = { room: name, t: 0, s: 3, x: "hello" };
      assert.deepEqual(await room.next("new_msg"), expected);
    }
    assert.deepEqual(other.left("new_msg"), []);
  });

  test("sends nothing to a client after its leave", async () => {
    const topic = `room:${newName()}`;
    const [leaver, stayer] = await Promise.all([0, 1].map(() => newClient().join(topic)));
    await leaver.leave();
    await stayer.push("new_msg", { x: "alone" });
    await stayer.next("new_msg");
    assert.deepEqual(leaver.left("new_msg"), []);
  });
});

describe("a session of the sample service", () => {
  const join = (start) => newClient().join(`counter:${newName()}`, { start });

  test("answers the join and each event, and keeps its state in between", async () => {
    const counter = await join(3);
    assert.deepEqual(counter.response, { total: 3 });
    assert.deepEqual(await counter.push("add", { amount: 4 }), { total: 7 });
    assert.deepEqual(await counter.push("add", { amount: -2 }), { total: 5 });
  });

  test("is one for each client", async () => {
    const topic = `counter:${newName()}`;
    const [one, two] = await Promise.all([1, 2].map((start) => newClient().join(topic, { start })));
    assert.deepEqual(await one.push("add", { amount: 10 }), { total: 11 });
    assert.deepEqual(await two.push("add", { amount: 10 }), { total: 12 });
  });

  test("pushes of its own accord", async () => {
    const counter = await join(9);
    await counter.push("add", { amount: 5 });
    assert.deepEqual(await counter.next("passed_ten"), { total: 14 });
  });

  test("closes the channel when the service ends it with OK", async () => {
    const counter = await join(1);
    assert.deepEqual(await counter.push("stop"), {});
    await until("the channel to be closed", () => counter.state === "closed");
  });

  test("lets the client join again when the service fails", async () => {
    const counter = await join(5);
    await counter.push("add", { amount: 1 });
    await counter.push("stop", { badly: true });
    assert.equal((await counter.next("phx_error")).reason, "channel_crash");
    await until("the client to be back", () => counter.state === "joined");
    assert.deepEqual(await counter.push("add", { amount: 1 }), { total: 6 });
  });
});

describe("an edge is not started with", () => {
  const cases = {
    "two methods for one event": {
      edit: (proto) => proto.replace('event: "echo"', 'event: "new_msg"'),
      problem: /RoomService\.(Echo|SendMessage): .*new_msg/,
    },
    "a topic whose variable is no field": {
      edit: (proto) => proto.replace(/topic: "room:\{room\}"(\s+event: "echo")/, 'topic: "room:{hall}"$1'),
      problem: /RoomService\.Echo: .*\{hall\}/,
    },
    "an event on a topic that no method joins": {
      edit: (proto) => proto.replace(/topic: "room:\{room\}"(\s+event: "echo")/, 'topic: "hall:{room}"$1'),
      problem: /RoomService\.Echo: .*hall:\{room\}/,
    },
    "a service without an upstream": {
      edit: (proto) => proto,
      upstreams: "--upstreams=lossy.other.v1.OtherService=127.0.0.1:1",
      problem: /RoomService\.JoinRoom: .*upstream/,
    },
  };
  for (const [what, { edit, upstreams, problem }] of Object.entries(cases)) {
    test(`${what}, and names the file and the method`, async () => {
      const { status, stderr } = await rooms.startWith(edit, upstreams);
      assert.equal(status, 1, stderr);
      assert.match(stderr, problem);
      assert.ok(stderr.includes(ROOM_PROTO), stderr);
    });
  }
});
