// The connection: tokens, and what the client does after each close code.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { interrupted, live, startEdge, until } from "./lib/clients.mjs";
import { lossy } from "./lib/lossy.mjs";

describe("a connection", () => {
  test("presents its token outside of the URL", async (t) => {
    const { edge, start } = startEdge(t);
    await live(await start({ token: async () => ({ token: "secret" }) }));
    const [socket] = edge.sockets;
    assert.equal(socket.token, "secret");
    assert.ok(!socket.url.includes("secret"));
  });

  test("renews its token in place before it ends", async (t) => {
    const { edge, start } = startEdge(t);
    let tokens = 0;
    const token = async () => ({ token: `t${++tokens}`, expiresAt: Date.now() + 1600 });
    const client = await start({ token });
    await live(client);
    const states = [];
    client.onState(({ status }) => states.push(status));
    await until("two tokens", () => edge.tokens.length >= 2);
    assert.deepEqual(edge.tokens.slice(0, 2), ["t1", "t2"]);
    assert.equal(edge.sockets.size, 1);
    assert.deepEqual(states, []);
  });

  test("asks again for a token that the provider or the edge refuses", async (t) => {
    const { edge, start } = startEdge(t);
    let asked = 0;
    const problems = [];
    edge.goodToken = (token) => token !== "t2";
    const token = async () => {
      if (++asked === 1) throw new Error("no network");
      return { token: `t${asked}`, expiresAt: Date.now() + 60_000 };
    };
    const client = await start({ token, onProblem: (error) => problems.push(error.message) });
    await live(client);
    assert.deepEqual(problems, ["no network"]);
    assert.ok(!["t1", "t2"].includes([...edge.sockets][0].token));
  });

  test("renews a token in place that the edge refuses, and signs out after another user's", async (t) => {
    const { edge, start } = startEdge(t);
    let tokens = 0;
    const token = async () => ({ token: `t${++tokens}`, expiresAt: Date.now() + 1600 });
    edge.goodToken = (presented) => presented !== "t2";
    const client = await start({ token });
    await live(client);
    await until("the third token", () => edge.tokens.includes("t3"));
    assert.equal(client.state.status, "live");
    edge.intercept = ({ event, refuse }) => {
      if (event !== "access_token") return false;
      refuse({ reason: "forbidden", message: "another user's" });
      return true;
    };
    await until("the end", () => client.state.status === "signed_out");
  });

  test("connects with a new token after 4001", async (t) => {
    const { edge, start } = startEdge(t);
    const client = await start();
    await live(client);
    const [former] = edge.sockets;
    edge.close(4001, "token expired");
    await until("another connection", () => edge.sockets.size === 1 && !edge.sockets.has(former));
    assert.notEqual([...edge.sockets][0].token, former.token);
    await live(client);
  });

  test("signs out after 4003, and connects no more", async (t) => {
    const { edge, start } = startEdge(t);
    const client = await start();
    await live(client);
    const { length } = edge.tokens;
    edge.close(4003, "token revoked");
    await until("the end", () => client.state.status === "signed_out");
    assert.ok(client.state.signedOut instanceof lossy.SignedOutError);
    // A client that loses its connection later is back before: so would be the one that signed out.
    const later = await start();
    await live(later);
    await interrupted(later, () => edge.close(1012));
    assert.equal(edge.tokens.length, length + 2);
  });

  test("signs out if the provider says so, or gives another user's token", async (t) => {
    const { start } = startEdge(t);
    const out = await start({ token: () => Promise.reject(new lossy.SignedOutError()) });
    await until("the end", () => out.state.status === "signed_out");
    const claims = Buffer.from(JSON.stringify({ sub: "bea" })).toString("base64url");
    const other = await start({ token: async () => ({ token: `e30.${claims}.x` }) });
    await until("the end", () => other.state.status === "signed_out");
  });

  test("opens a WebSocket again after an outage, where there was one before", async (t) => {
    const { edge, start } = startEdge(t);
    const client = await start({ longPollFallbackMs: 20 });
    await live(client);
    edge.down = true;
    const { length } = edge.tokens;
    edge.close(1012);
    await until("attempts that fail", () => edge.tokens.length >= length + 3);
    edge.down = false;
    await until("another WebSocket", () => edge.sockets.size === 1);
    await live(client);
  });

  for (const code of [1001, 1006, 1011, 1012]) {
    test(`connects again soon after ${code}`, async (t) => {
      const { edge, start } = startEdge(t);
      const client = await start();
      await live(client);
      await interrupted(client, () => edge.close(code));
    });
  }

  test("waits a second after 1013", async (t) => {
    const { edge, start } = startEdge(t);
    const client = await start();
    await live(client);
    const closed = performance.now();
    await interrupted(client, () => edge.close(1013, "too slow"));
    assert.ok(performance.now() - closed >= 1000);
  });

  test("is offline while the edge is down, and tries until it is up", async (t) => {
    const { edge, start } = startEdge(t);
    edge.down = true;
    const client = await start();
    await until("some tries", () => edge.tokens.length > 4);
    assert.equal(client.state.status, "offline");
    edge.down = false;
    await live(client);
  });

  test("notices an edge that answers no more", async (t) => {
    const { edge, start } = startEdge(t);
    const client = await start({ heartbeatMs: 50 });
    await live(client);
    const [mute] = edge.sockets;
    await interrupted(client, () => (mute.send = () => {}));
    assert.ok(!edge.sockets.has(mute));
  });
});

describe("tokens of an extension", () => {
  const answer = (status, body = {}) => async () => ({
    ok: status < 300,
    status,
    json: async () => body,
  });
  const provider = (fetch) =>
    lossy.extensionTokens({ origin: "http://edge", deviceId: "d", userToken: async () => "u", fetch });

  test("are bound to the device", async () => {
    let request;
    const fetch = async (url, options) => {
      request = { url, ...options };
      return answer(201, { token: "t", expires_at: 12, protocol_version: 2 })();
    };
    assert.deepEqual(await provider(fetch)(), { token: "t", expiresAt: 12_000 });
    assert.equal(request.url, "http://edge/api/auth/extension_token");
    assert.equal(request.headers.authorization, "Bearer u");
    assert.deepEqual(JSON.parse(request.body), { device_id: "d" });
  });

  test("are refused to a user who must sign in, and delayed by any other error", async () => {
    await assert.rejects(provider(answer(401)), lossy.SignedOutError);
    await assert.rejects(provider(answer(403)), lossy.SignedOutError);
    await assert.rejects(provider(answer(503)), /HTTP 503/);
  });
});
