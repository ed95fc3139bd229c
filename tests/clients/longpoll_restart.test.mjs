// The session of a long-polling client ends with its edge. Clients of every
// generation receive an answer that they understand: they join again, and receive events,
// without a push of their own. (Clients before 1.8.2 do not understand Phoenix's own answer.)

import "./globals.mjs";
import assert from "node:assert/strict";
import http from "node:http";
import { after, before, describe, test } from "node:test";
import { startBalancer } from "../integration/lib/balancer.mjs";
import { Client, closeClients, newUser } from "../integration/lib/client.mjs";
import { startRooms } from "../integration/lib/rooms.mjs";
import { sharedStack } from "../integration/lib/stack.mjs";
import { until } from "../integration/lib/wait.mjs";
import { stock } from "./libraries.mjs";

describe("a long-polling client whose session was on an edge that leaves", () => {
  const agent = http.globalAgent;
  const balancers = [];
  const topics = new Map();
  let rooms;

  before(async () => {
    // A connection for each request. The first makes the session, on the edge that leaves.
    http.globalAgent = new http.Agent({ keepAlive: false });
    rooms = await startRooms(sharedStack());
    const leaving = await rooms.startEdge([]);
    for (const [version, { Socket, LongPoll }] of Object.entries(stock)) {
      const place = await startBalancer([leaving.port, rooms.port]);
      balancers.push(place);
      const options = { Socket, transport: LongPoll };
      const client = new Client(place, rooms.userToken(newUser()), options);
      topics.set(version, await client.join(`room:restart-${version}`));
    }
    assert.equal(await leaving.process.stop(), 0);
  });
  after(async () => {
    await closeClients();
    http.globalAgent = agent;
    for (const balancer of balancers) await balancer.stop();
    await rooms?.stop();
  });

  for (const [version, { Socket }] of Object.entries(stock)) {
    test(`phoenix ${version} joins again by itself and receives new events`, async () => {
      const topic = topics.get(version);
      const speaker = new Client(rooms, rooms.userToken(newUser()), { Socket });
      const room = await speaker.join(`room:restart-${version}`);
      await until("an event to be heard", async () => {
        await room.push("new_msg", { x: "hello" });
        return topic.left("new_msg").length > 0;
      });
    });
  }
});
