// A link passes all bytes until a test makes it a bad one.

import assert from "node:assert/strict";
import net from "node:net";
import { afterEach, beforeEach, test } from "node:test";
import { until } from "../../integration/lib/wait.mjs";
import { Link } from "./link.mjs";

let server, link, accepted, sockets;
beforeEach(async () => {
  accepted = [];
  sockets = [];
  server = net.createServer((socket) => accepted.push(new Side(socket)));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  link = await Link.open(server.address().port);
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await link.close();
  await new Promise((resolve) => server.close(resolve));
});

class Side {
  text = "";
  end;

  constructor(socket) {
    this.socket = socket;
    sockets.push(socket);
    socket.on("data", (data) => (this.text += data));
    socket.on("end", () => (this.end ??= "end"));
    socket.on("error", ({ code }) => (this.end = code));
  }

  has(text) {
    return until(`"${text}"`, () => this.text === text);
  }
}

async function connect() {
  const count = accepted.length;
  const near = new Side(net.connect(link.port, "127.0.0.1"));
  await until("the connection", () => accepted.length > count);
  return { near, far: accepted.at(-1) };
}

test("carries both directions, and the end of each", async () => {
  const { near, far } = await connect();
  near.socket.write("a");
  await far.has("a");
  far.socket.end("b");
  await near.has("b");
  await until("the end", () => near.end === "end");
});

test("resets open connections when it is cut, and accepts new ones", async () => {
  const { near, far } = await connect();
  link.cut();
  await until("both to be reset", () => near.end === "ECONNRESET" && far.end === "ECONNRESET");
  const again = await connect();
  again.near.socket.write("a");
  await again.far.has("a");
});

test("resets new connections while it refuses", async () => {
  link.refuse(true);
  const near = new Side(net.connect(link.port, "127.0.0.1"));
  await until("a reset", () => near.end === "ECONNRESET");
  link.refuse(false);
  await connect();
});

test("resets a connection that leads nowhere", async () => {
  const nowhere = await Link.open(1);
  const near = new Side(net.connect(nowhere.port, "127.0.0.1"));
  await until("a reset", () => near.end === "ECONNRESET");
  await nowhere.close();
});

test("keeps bytes while it is blocked, separately for each direction", async () => {
  const { near, far } = await connect();
  link.block({ forth: true, back: false });
  near.socket.write("a");
  far.socket.write("b");
  await near.has("b");
  assert.equal(far.text, "");
  link.block({ forth: false, back: false });
  await far.has("a");
});

test("keeps the order when the delay becomes shorter", async () => {
  const { near, far } = await connect();
  link.delay(200);
  near.socket.write("a");
  await until("the first to be under way", () => near.socket.bytesWritten === 1);
  near.socket.write("b", () => link.delay(0));
  near.socket.write("c");
  await far.has("abc");
});

test("a lost connection is dead without a notice; new ones work", async () => {
  const old = await connect();
  const reset = link.lose();
  old.near.socket.write("a");
  const fresh = await connect();
  fresh.near.socket.write("b");
  await fresh.far.has("b");
  assert.equal(old.far.text, "");
  old.near.socket.destroy();
  assert.equal(old.far.end, undefined);
  reset();
  await until("the other side to hear of it", () => old.far.end === "ECONNRESET");
});
