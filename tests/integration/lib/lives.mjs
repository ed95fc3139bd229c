// The lives that a channel can have, from join to end, each as often as a caller wants. What they
// leave behind in the processes is what a soak looks at.

import { randomUUID } from "node:crypto";
import { CrowdSocket } from "./crowd.mjs";
import { newUser } from "./client.mjs";
import { until } from "./wait.mjs";

// Lives that are led at the same time.
const SIDE_BY_SIDE = 16;

const socketUrl = (place, token) =>
  `http://localhost:${place.port}/socket/websocket?vsn=2.0.0&token=${token}`;

const newSession = () => `audio:${randomUUID()}`;

// `place` is a stack or rooms.
const connect = (place) => CrowdSocket.open(socketUrl(place, place.userToken(newUser("soak"))));

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
const onOneSocket = (place, life) => (count) =>
  lead(count, () => connect(place), life, (socket) => socket.end());

// Each life on a socket of its own.
const onItsOwnSocket = (place, life) => (count) =>
  lead(count, () => {}, async () => life(await connect(place)), () => {});

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

async function pollAndVanish(stack) {
  const token = stack.userToken(newUser("soak"));
  const url = stack.url(`/socket/longpoll?vsn=2.0.0&token=${token}`);
  const { token: session } = await (await fetch(url)).json();
  const headers = { "x-phoenix-longpoll-token": session, "content-type": "application/json" };
  const body = JSON.stringify(["1", "1", newSession(), "phx_join", {}]);
  await (await fetch(stack.url("/socket/longpoll?vsn=2.0.0"), { method: "POST", headers, body })).text();
  const { status } = await (await fetch(stack.url("/socket/longpoll?vsn=2.0.0"), { headers })).json();
  if (status !== 200) throw new Error(`a poll: ${status}`);
}

// Kills the agent while so many sessions are open.
async function killUpstream(stack, count) {
  const sockets = await Promise.all(Array.from({ length: SIDE_BY_SIDE }, () => connect(stack)));
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
    const socket = await connect(stack);
    const [status] = await socket.request(newSession(), "phx_join", {});
    socket.end();
    return status === "ok";
  });
}

// By name: a function that leads so many lives. The sockets of `rooms` belong to its edge.
export function livesOf(stack, rooms) {
  return {
    "a session is joined and left": onOneSocket(stack, (socket) => joinAndLeave(socket, newSession())),
    "a client with a session disconnects": onItsOwnSocket(stack, async (socket) => {
      await join(socket, newSession());
      socket.end();
    }),
    "a session is refused": onOneSocket(stack, (socket) =>
      expectStatus("error", socket.request("audio:none", "phx_join", {}), "join of audio:none"),
    ),
    "a topic is joined and left": onOneSocket(stack, (socket) => joinAndLeave(socket, "video:meta")),
    "a topic is joined again with its position": onOneSocket(stack, recover),
    "a session ends by an error of its service": onOneSocket(rooms, stopBadly),
    "a presence is tracked and leaves": onOneSocket(rooms, (socket) =>
      joinAndLeave(socket, `presence:${randomUUID()}`),
    ),
    "a client that polls vanishes": (count) =>
      lead(count, () => {}, () => pollAndVanish(stack), () => {}),
    "a session's service is killed": (count) => killUpstream(stack, Math.min(count, 500)),
  };
}
