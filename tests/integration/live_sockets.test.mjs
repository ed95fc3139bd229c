// A socket lives as long as its token, which may be renewed, be revoked or expire.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { closeClients, newUser } from "./lib/client.mjs";
import { RawSocket, connectStatus, socketUrl } from "./lib/raw.mjs";
import { sharedStack } from "./lib/stack.mjs";
import { until } from "./lib/wait.mjs";

const stack = sharedStack();
after(closeClients);

const bring = async (socket, ref, token, topic = "phoenix") => {
  socket.send([null, ref, topic, "access_token", { access_token: token }]);
  const reply = await socket.next(`an answer to ${ref}`, (frame) => frame[1] === ref);
  return reply[4];
};

test("an open socket accepts a newer token of its user, and no other token", async () => {
  const user = newUser();
  const socket = await RawSocket.open(stack, { token: stack.userToken(user) });
  const renewed = await bring(socket, "1", stack.userToken(user, { ttl: 7200 }));
  assert.deepEqual(renewed, { status: "ok", response: {} });
  socket.send(["2", "2", "video:meta", "phx_join", {}]);
  await socket.next("a join", (frame) => frame[1] === "2");
  const onTopic = await bring(socket, "3", stack.userToken(user), "video:meta");
  assert.equal(onTopic.status, "ok");
  const foreign = await bring(socket, "4", stack.userToken(newUser()));
  assert.equal(foreign.response.reason, "forbidden");
  const over = await bring(socket, "5", stack.userToken(user, { ttl: -3600 }));
  assert.equal(over.response.reason, "unauthenticated");
  socket.close();
});

test("an operator disconnects the sockets of a user, who may reconnect", async () => {
  const user = newUser();
  const token = stack.userToken(user);
  const sockets = [await RawSocket.open(stack, { token }), await RawSocket.open(stack, { token })];
  const other = await RawSocket.open(stack, { token: stack.userToken(newUser()) });
  await stack.dev("ctl", "disconnect", `--user=${user}`);
  for (const socket of sockets) {
    assert.deepEqual(await socket.end(), { code: 1001, reason: "disconnected" });
  }
  assert.equal(await connectStatus(socketUrl(stack, { token })), 101);
  other.send([null, "1", "phoenix", "heartbeat", {}]);
  await other.next("a heartbeat's answer", (frame) => frame[1] === "1");
  other.close();
});

const seconds = () => Math.floor(Date.now() / 1000);

test("a revoked token closes its sockets and connects no more; a newer one does", async () => {
  const user = newUser();
  const iat = seconds();
  const token = stack.userToken(user, { device: "phone", iat });
  const laptop = stack.userToken(user, { device: "laptop", iat });
  const socket = await RawSocket.open(stack, { token });
  await stack.dev("ctl", "revoke", `--user=${user}`, "--device=phone");
  assert.deepEqual(await socket.end(), { code: 4003, reason: "token revoked" });
  assert.equal(await connectStatus(socketUrl(stack, { token })), 403);
  assert.equal(await connectStatus(socketUrl(stack, { token: laptop })), 101);
  await stack.dev("ctl", "revoke", `--user=${user}`);
  await until("the laptop is refused, too", async () => {
    return (await connectStatus(socketUrl(stack, { token: laptop }))) === 403;
  });
  const newer = stack.userToken(user, { iat: seconds() + 5 });
  assert.equal(await connectStatus(socketUrl(stack, { token: newer })), 101);
});
