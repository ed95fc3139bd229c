// The lives that a channel can have, from join to end, each as often as a caller wants. The objects that they
// leave behind in the processes are counted by a soak.

import { randomUUID } from "node:crypto";
import { BareSocket } from "./bare_socket.mjs";
import { newUser } from "./client.mjs";
import { until } from "./wait.mjs";

// Lives that are led at the same time.
const SIDE_BY_SIDE = 16;

const socketUrl = (place, token) =>
  `http://localhost:${place.port}/socket/websocket?vsn=2.0.0&token=${token}`;

const newSession = () => `audio:${randomUUID()}`;

// So few that each has come before a soak begins to measure: the processes cache some 16,000 tokens,
// and a cache that fills would look like a leak.
const USERS = 50;

// A function that gives the token of one of the users. `place` is a stack or rooms.
function tokensOf(place) {
  let tokens;
  let next = 0;
  const make = () => place.userToken(newUser("soak"), { ttl: 7200 });
  return () => {
    tokens ??= Array.from({ length: USERS }, make);
    return tokens[next++ % USERS];
  };
}

const socketsOf = (place, token) => () => BareSocket.open(socketUrl(place, token()));

async function expectStatus(wanted, reply, what) {
  const [status, response] = await reply;
  if (status !== wanted) throw new Error(`${what}: ${status} ${JSON.stringify(response)}`);
  return response;
}

const join = (socket, topic, payload = {}) =>
  expectStatus("ok", socket.request(topic, "phx_join", payload), `join of ${topic}`);

const leave = (socket, topic) =>
  expectStatus("ok", socket.request(topic, "phx_leave", {}, ["1", "2"]), `leave of ${topic}`);

// Leads `count` lives. `begin` gives what a lane of them shares, `end` takes it back.
async function lead(count, begin, life, end) {
  let left = count;
  const lane = async () => {
    const shared = await begin();
    while (left-- > 0) await life(shared);
    await end(shared);
  };
  await Promise.all(Array.from({ length: Math.min(SIDE_BY_SIDE, count) }, lane));
}

// Each life on the socket of its lane.
const onOneSocket = (connect, life) => (count) =>
  lead(count, connect, life, (socket) => socket.end());

// Each life on a socket of its own.
const onItsOwnSocket = (connect, life) => (count) =>
  lead(count, () => {}, async () => life(await connect()), () => {});

async function joinAndLeave(socket, topic, payload) {
  await join(socket, topic, payload);
  await leave(socket, topic);
}

async function recover(socket) {
  const { position } = await join(socket, "video:meta", { recover: true });
  await leave(socket, "video:meta");
  await joinAndLeave(socket, "video:meta", { recover: position ?? true });
}

async function stopBadly(socket) {
  const topic = `counter:${randomUUID()}`;
  await join(socket, topic, { start: 1 });
  const lost = new Promise((resolve) => {
    socket.onText = (text) => text.includes('"phx_error"') && resolve();
  });
  socket.send(JSON.stringify(["1", null, topic, "stop", { badly: true }]));
  await lost;
}

async function pollAndVanish(stack, token) {
  const url = stack.url(`/socket/longpoll?vsn=2.0.0&token=${token}`);
  const { token: session } = await (await fetch(url)).json();
  const headers = { "x-phoenix-longpoll-token": session, "content-type": "application/json" };
  const body = JSON.stringify(["1", "1", newSession(), "phx_join", {}]);
  await (await fetch(stack.url("/socket/longpoll?vsn=2.0.0"), { method: "POST", headers, body })).text();
  const { status } = await (await fetch(stack.url("/socket/longpoll?vsn=2.0.0"), { headers })).json();
  if (status !== 200) throw new Error(`a poll: ${status}`);
}

// Kills the agent while so many sessions are open.
async function killUpstream(stack, connect, count) {
  const sockets = await Promise.all(Array.from({ length: SIDE_BY_SIDE }, connect));
  const each = Math.ceil(count / sockets.length);
  let lost = 0;
  for (const socket of sockets) {
    for (let i = 0; i < each; ++i) await join(socket, newSession());
    socket.onText = (text) => (lost += text.includes('"phx_error"') ? 1 : 0);
  }
  await stack.kill("agent");
  await until("every session to be lost", () => lost === each * sockets.length);
  for (const socket of sockets) socket.end();
  await until("the agent to serve again", () => stack.serves("agent"));
  await until("a session to be joined", async () => {
    const socket = await connect();
    const [status] = await socket.request(newSession(), "phx_join", {});
    socket.end();
    return status === "ok";
  });
}

// By name: a function that leads so many lives. The sockets of `rooms` belong to its edge.
export function channelLivesOf(stack, rooms) {
  const token = tokensOf(stack);
  const ofStack = socketsOf(stack, token);
  const ofRooms = socketsOf(rooms, tokensOf(rooms));
  return {
    "a session is joined and left": onOneSocket(ofStack, (socket) => joinAndLeave(socket, newSession())),
    "a client with a session disconnects": onItsOwnSocket(ofStack, async (socket) => {
      await join(socket, newSession());
      socket.end();
    }),
    "a session is refused": onOneSocket(ofStack, (socket) =>
      expectStatus("error", socket.request("audio:none", "phx_join", {}), "join of audio:none"),
    ),
    "a topic is joined and left": onOneSocket(ofStack, (socket) => joinAndLeave(socket, "video:meta")),
    "a topic is joined again with its position": onOneSocket(ofStack, recover),
    "a session ends by an error of its service": onOneSocket(ofRooms, stopBadly),
    "a presence is tracked and leaves": onOneSocket(ofRooms, (socket) =>
      joinAndLeave(socket, `presence:${randomUUID()}`),
    ),
    "a client that polls vanishes": (count) =>
      lead(count, () => {}, () => pollAndVanish(stack, token()), () => {}),
    "a session's service is killed": (count) => killUpstream(stack, ofStack, Math.min(count, 500)),
  };
}
