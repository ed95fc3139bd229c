// More clients join at once than a service is asked at once.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { newUser } from "./lib/client.mjs";
import { BareSocket } from "./lib/bare_socket.mjs";
import { startRooms } from "./lib/rooms.mjs";
import { sharedStack } from "./lib/stack.mjs";

// Their joins take half a second each, and are made one by one.
const HERD = 6;
const ONE_BY_ONE = ["--threads=1", "--max_join_calls=1"];

let rooms;

async function connect(edge, user) {
  const token = rooms.userToken(user);
  const path = `/socket/websocket?vsn=2.0.0&token=${token}`;
  return BareSocket.open(`http://localhost:${edge.port}${path}`);
}

const join = (socket, room) => socket.request(`room:${room}`, "phx_join", {});

async function herd(edge) {
  const user = newUser("herd");
  return Promise.all(Array.from({ length: HERD }, () => connect(edge, user)));
}

describe("a herd of clients", { timeout: 120_000 }, () => {
  const sockets = [];

  before(async () => {
    rooms = await startRooms(sharedStack());
  });
  after(async () => {
    for (const socket of sockets) socket.end();
    await rooms?.stop();
  });

  test("is accepted in turns, and does not delay the joins and writes of another user", async () => {
    const edge = await rooms.startEdge(ONE_BY_ONE);
    const [inside, outside] = [await connect(edge, newUser()), await connect(edge, newUser())];
    const members = await herd(edge);
    sockets.push(inside, outside, ...members);
    assert.equal((await join(inside, "calm"))[0], "ok");
    const order = [];
    const joins = members.map(async (member, index) => {
      const [status] = await join(member, `slow${index}`);
      order.push("herd");
      return status;
    });
    const write = inside.request("room:calm", "echo", { x: "hello" }, ["1", "2"]);
    const [written] = await write.finally(() => order.push("write"));
    const [joined] = await join(outside, "calm").finally(() => order.push("join"));
    assert.deepEqual([written, joined], ["ok", "ok"]);
    assert.deepEqual(new Set(await Promise.all(joins)), new Set(["ok"]));
    assert.equal(order.pop(), "herd", "the herd was not waited for");
  });

  test("that is too large receives a retry time", async () => {
    const edge = await rooms.startEdge([...ONE_BY_ONE, "--max_waiting_joins=1"]);
    const members = await herd(edge);
    sockets.push(...members);
    const answers = await Promise.all(members.map((member, i) => join(member, `slow${i}`)));
    const refused = answers.filter(([status]) => status !== "ok");
    assert.notEqual(refused.length, HERD);
    assert.ok(refused.length > 0, "all were accepted");
    for (const [, response] of refused) {
      assert.equal(response.reason, "unavailable");
      assert.ok(response.retry_after_ms > 0, JSON.stringify(response));
    }
  });
});
