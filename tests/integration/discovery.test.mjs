// A running edge learns a new contract: from a service by reflection, or from files that changed. No
// connection, no joined topic and no call ends by that.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Client, closeClients, newUser } from "./lib/client.mjs";
import { HALLS, serveHalls } from "./lib/halls.mjs";
import { readMetrics, total } from "./lib/metrics.mjs";
import { freePort } from "./lib/ports.mjs";
import { startRooms } from "./lib/rooms.mjs";
import { sharedStack } from "./lib/stack.mjs";
import { pause, until } from "./lib/wait.mjs";

const POLL_MS = 100;

let rooms;
before(async () => {
  rooms = await startRooms(sharedStack());
});
after(async () => {
  await closeClients();
  await rooms.stop();
});

// An edge with metrics. `descriptors` is a file, or undefined for those of the sample service.
async function startEdge(flags, descriptors) {
  const metrics = `127.0.0.1:${await freePort()}`;
  const edge = await rooms.startEdge([`--metrics_listen=${metrics}`, ...flags], descriptors);
  const url = `ws://localhost:${edge.port}/socket`;
  return {
    ...edge,
    newClient: () => new Client(rooms, rooms.userToken(newUser()), { url }),
    sum: async (family, labels) => total(await readMetrics(metrics), family, labels),
    logged: (event) => edge.process.stderr.split("\n").filter((line) => line.includes(`"${event}"`)),
  };
}

const discover = (...addresses) => [
  `--discover=${addresses.map((address) => `${HALLS}=${address}`).join(",")}`,
  `--discover_poll_ms=${POLL_MS}`,
];

// Joins the hall with a new client. The edge connects to a restarted service within a second.
const joinHall = (edge) =>
  until("a join", () => edge.newClient().join("hall:main").catch(() => null));
const isSwapped = (edge) =>
  until("the swap", async () => (await edge.sum("lossy_edge_contract_swaps_total")) === 1);

// Sends one event after the other, and checks each answer. `stop` returns their number.
function startEchoes(room) {
  let runs = true;
  const echoes = (async () => {
    for (let i = 0; ; ++i) {
      if (!runs) return i;
      assert.equal((await room.push("echo", { x: `echo ${i}` })).x, `echo ${i}`);
    }
  })();
  // An error is that of stop.
  echoes.catch(() => {});
  return {
    stop: () => {
      runs = false;
      return echoes;
    },
  };
}

describe("an edge that discovers a service", () => {
  test("answers a new event after the service's restart, on the same connection", async () => {
    const before = await serveHalls([{ event: "say" }]);
    const edge = await startEdge(discover(before.address));
    const client = edge.newClient();
    const hall = await client.join("hall:main");
    assert.deepEqual(await hall.push("say", { text: "hello" }), { text: "HELLO" });
    assert.equal((await hall.refusal("ask", {})).reason, "unknown_event");
    const connection = client.socket.conn;

    before.stop();
    const now = await serveHalls([{ event: "say" }, { event: "ask" }], before.port);
    await isSwapped(edge);
    const other = await joinHall(edge);
    assert.deepEqual(await other.push("ask", { text: "who" }), { text: "WHO" });

    assert.equal(client.socket.conn, connection);
    assert.equal(hall.state, "joined");
    assert.deepEqual(await hall.push("say", { text: "again" }), { text: "AGAIN" });
    await hall.leave();
    const again = await client.join("hall:main");
    assert.deepEqual(await again.push("ask", { text: "me" }), { text: "ME" });
    assert.equal(client.socket.conn, connection);
    now.stop();
  });

  test("refuses a contract that is wrong, and keeps the one before", async () => {
    const before = await serveHalls([{ event: "say" }]);
    const edge = await startEdge(discover(before.address));
    before.stop();
    const wrong = [{ event: "say" }, { event: "ask", topic: "nowhere" }];
    const now = await serveHalls(wrong, before.port);
    const [refusal] = await until("a refusal", () => {
      const lines = edge.logged("descriptors_refused");
      return lines.length > 0 && lines;
    });
    assert.match(refusal, /halls\.proto: lossy\.sample\.v1\.HallService\.Onask: .*nowhere/);
    assert.equal(await edge.sum("lossy_edge_contract_refused", { source: HALLS }), 1);
    const hall = await joinHall(edge);
    assert.deepEqual(await hall.push("say", { text: "still" }), { text: "STILL" });
    now.stop();
  });

  test("alarms when replicas have different contracts, and changes when all agree", async () => {
    const one = await serveHalls([{ event: "say" }]);
    let two = await serveHalls([{ event: "say" }]);
    const edge = await startEdge(discover(one.address, two.address));
    const skew = () => edge.sum("lossy_edge_contract_skew", { service: HALLS });
    assert.equal(await skew(), 0);
    assert.equal(await edge.sum("lossy_edge_contract_replicas", { service: HALLS }), 2);

    two.stop();
    two = await serveHalls([{ event: "say" }, { event: "ask" }], two.port);
    await until("the skew", async () => (await skew()) === 1);
    assert.equal(edge.logged("contract_skew_began").length, 1);
    assert.equal(await edge.sum("lossy_edge_contract_swaps_total"), 0);

    one.stop();
    const last = await serveHalls([{ event: "say" }, { event: "ask" }], one.port);
    await until("the end of the skew", async () => (await skew()) === 0);
    await isSwapped(edge);
    const hall = await joinHall(edge);
    assert.deepEqual(await hall.push("ask", { text: "now" }), { text: "NOW" });
    for (const server of [two, last]) server.stop();
  });

  test("is not ready before the service has answered once", async () => {
    const port = await freePort();
    const starts = startEdge([...discover(`127.0.0.1:${port}`), "--discover_wait_ms=0"]);
    let ready = false;
    starts.then(
      () => (ready = true),
      () => {},
    );
    await pause(1000);
    assert.equal(ready, false);
    const service = await serveHalls([{ event: "say" }], port);
    const edge = await starts;
    const hall = await joinHall(edge);
    assert.deepEqual(await hall.push("say", { text: "late" }), { text: "LATE" });
    service.stop();
  });
});

describe("an edge is not started with", () => {
  const cases = {
    "an entry of --discover without an address": ["--discover=nothing", /is not service=address/],
    "a service in --upstreams and in --discover": [
      "--discover=lossy.sample.v1.RoomService=127.0.0.1:1",
      /lossy\.sample\.v1\.RoomService is in --upstreams as well/,
    ],
  };
  for (const [name, [flag, problem]] of Object.entries(cases)) {
    test(name, async () => {
      const { status, stderr } = await rooms.startWith((proto) => proto, flag);
      assert.equal(status, 1);
      assert.match(stderr, problem);
    });
  }
});

describe("an edge that follows its descriptor files", () => {
  const another = (event) => (proto) =>
    proto.replace(
      /(event: "echo"\s+\};)/,
      `$1 option (lossy.channel.v1.on) = { topic: "room:{room}" event: "${event}" };`,
    );

  test("answers a new event, and a joined topic keeps its contract", async () => {
    const file = await rooms.compile((proto) => proto);
    const edge = await startEdge([`--descriptors_poll_ms=${POLL_MS}`], file);
    const client = edge.newClient();
    const room = await client.join("room:kitchen");
    const echoes = startEchoes(room);
    await rooms.compile(another("repeat"), file);
    await isSwapped(edge);
    assert.ok((await echoes.stop()) > 1);

    assert.equal((await room.push("echo", { x: "old" })).x, "old");
    assert.equal((await room.refusal("repeat", {})).reason, "unknown_event");
    const newer = await edge.newClient().join("room:kitchen");
    assert.equal((await newer.push("repeat", { x: "new" })).x, "new");
    // Both receive what is published, each by its own contract.
    await newer.push("new_msg", { x: "to all" });
    for (const each of [room, newer]) assert.equal((await each.next("new_msg")).x, "to all");

    assert.equal(await edge.sum("lossy_edge_contract_tables"), 2);
    await room.leave();
    await until("the end of the old table", async () => (await edge.sum("lossy_edge_contract_tables")) === 1);
  });

  test("refuses a file that is wrong, with its method, and keeps the one before", async () => {
    const file = await rooms.compile((proto) => proto);
    const edge = await startEdge([`--descriptors_poll_ms=${POLL_MS}`], file);
    await rooms.compile((proto) => proto.replace('event: "echo"', 'event: "new_msg"'), file);
    const refused = () => edge.sum("lossy_edge_contract_refused", { source: "descriptors" });
    await until("the refusal", async () => (await refused()) === 1);
    assert.match(edge.logged("descriptors_refused")[0], /room\.proto: .*RoomService\.\w+: .*new_msg/);
    const room = await edge.newClient().join("room:kitchen");
    assert.equal((await room.push("echo", { x: "still" })).x, "still");

    await rooms.compile(another("repeat"), file);
    await until("the end of the refusal", async () => (await refused()) === 0);
    const newer = await edge.newClient().join("room:kitchen");
    assert.equal((await newer.push("repeat", { x: "mended" })).x, "mended");
  });
});
