// Keys are rotated as docs/keys.md says, while clients write and read; and what a key that was taken
// out of the users' JWKS admitted.

import "../clients/globals.mjs";
import assert from "node:assert/strict";
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import WebSocket from "ws";
import { closeClients, newUser } from "./lib/client.mjs";
import { startEdge } from "./lib/edges.mjs";
import { total } from "./lib/metrics.mjs";
import { RawSocket, connectRefusal, connectStatus, socketUrl } from "./lib/raw.mjs";
import { startStack } from "./lib/stack.mjs";
import { claimsOf, newKey, signToken } from "./lib/tokens.mjs";
import { until } from "./lib/wait.mjs";
import { Workload } from "./lib/workload.mjs";

const PROGRAMS = ["edge", "video", "notes", "agent", "notifications"];
const replicasOf = (program) => [program, `${program}-2`];
const REPLICAS = PROGRAMS.flatMap(replicasOf);
const NOTIFICATIONS = replicasOf("notifications");
// These services are called all the time, and so read internal.jwks all the time.
const CALLED = ["video", "notes", "notifications"].flatMap(replicasOf);

let stack;
before(async () => {
  stack = await startStack({}, "--replicas=2");
});
after(async () => {
  await closeClients();
  await stack?.stop();
});

const keyPath = (...segments) => path.join(stack.data, "keys", ...segments);
const log = (name) => stack.read("log", `${name}.log`).split("\n");
const lines = (name, event) => log(name).filter((line) => line.includes(`"event":"${event}"`));

const generate = (kid, privateFile, jwks, ...more) =>
  stack.dev("ctl", "keys", "generate", `--kid=${kid}`, `--private_out=${keyPath(privateFile)}`,
    `--jwks_out=${keyPath(jwks)}`, ...more);
const remove = (kid, jwks) =>
  stack.dev("ctl", "keys", "remove", `--kid=${kid}`, `--jwks_out=${keyPath(jwks)}`);

const reloads = (name) =>
  lines(name, "jwks_reloaded").filter((line) => line.includes(`"flag":"internal_jwks"`)).length;

// Runs what changes internal.jwks, and returns when the services have read it: they do so once a
// second, and refuse a token of a key that they have not read.
async function publish(change) {
  const before = CALLED.map(reloads);
  await change();
  await until("each service to have read internal.jwks", () =>
    CALLED.every((name, i) => reloads(name) > before[i]),
  60_000);
}

// Replaces a file as a whole, as its readers want it.
function replace(file, contents) {
  fs.writeFileSync(`${file}.new`, contents, { mode: 0o600 });
  fs.renameSync(`${file}.new`, file);
}

async function restart(name) {
  await stack.kill(name, "SIGTERM");
  await until(`${name} to serve`, () => stack.serves(name), 60_000);
}

describe("while clients write and read", { timeout: 300_000 }, () => {
  let workload;
  before(async () => {
    workload = await Workload.start(stack, [
      { writes: "edge", reads: "edge-2", transport: WebSocket },
      { writes: "edge-2", reads: "edge", transport: WebSocket },
    ]);
    await workload.proceed();
  });
  after(() => workload?.stop());

  for (const program of PROGRAMS) {
    test(`the key of ${program} is rotated`, async () => {
      const next = path.join("internal", `${program}-2.jwk`);
      await publish(() =>
        generate(`${program}-2`, next, "internal.jwks", `--process=${program}`));
      fs.renameSync(keyPath(next), keyPath("internal", `${program}.jwk`));
      for (const name of replicasOf(program)) {
        await restart(name);
        await workload.proceed();
      }
      await publish(() => remove(program, "internal.jwks"));
      await workload.proceed();
    });
  }

  test("the edge's key for browsers is rotated", async () => {
    await generate("edge-token-2", "edge-2.jwk", "edge.jwks");
    fs.renameSync(keyPath("edge-2.jwk"), keyPath("edge.jwk"));
    for (const name of replicasOf("edge")) {
      await restart(name);
      await workload.proceed();
    }
    await remove("edge-token", "edge.jwks");
    await workload.proceed();
  });

  test("the users' key is rotated", async () => {
    await generate("user-2", "user-2.jwk", "user.jwks");
    fs.renameSync(keyPath("user-2.jwk"), keyPath("user.jwk"));
    await until("a token of the new key to be accepted", async () => {
      const url = socketUrl(stack, { token: stack.userToken(newUser()) });
      return (await connectStatus(url)) === 101;
    });
    await remove("user", "user.jwks");
    await workload.proceed();
  });

  test("the keys of the bus are rotated", async () => {
    const file = keyPath("bus", "keys.jwks");
    const { keys: [old] } = JSON.parse(fs.readFileSync(file, "utf8"));
    const next = { kty: "oct", kid: "2", k: crypto.randomBytes(32).toString("base64url") };
    for (const keys of [[old, next], [next, old], [next]]) {
      const before = NOTIFICATIONS.map((name) => lines(name, "bus_keys_reloaded").length);
      replace(file, JSON.stringify({ keys }));
      await until("each replica to have read the keys", () =>
        NOTIFICATIONS.every((name, i) => lines(name, "bus_keys_reloaded").length > before[i]),
      60_000);
      await workload.proceed();
    }
    for (const name of NOTIFICATIONS) {
      // A replica has read the keys for all its buses when it says so.
      assert.equal(lines(name, "bus_keys_reloaded").length, 3, name);
      const forged = lines(name, "bus_message_refused").filter((line) =>
        /"reason":"(unknown_key|forged|malformed)"/.test(line));
      assert.deepEqual(forged, [], name);
    }
  });

  test("the password of NATS is rotated", async () => {
    const users = keyPath("nats", "users.conf");
    const old = stack.read("keys", "nats", "password").trim();
    const next = crypto.randomBytes(32).toString("base64url");
    const before = NOTIFICATIONS.map((name) => lines(name, "bus_connected").length);
    replace(keyPath("nats", "password"), next);
    replace(users, fs.readFileSync(users, "utf8").replace(old, next));
    process.kill(stack.pid("nats"), "SIGHUP");
    await until("each replica to be on the bus again", () =>
      NOTIFICATIONS.every((name, i) => lines(name, "bus_connected").length > before[i]),
    60_000);
    await workload.proceed();
    for (const name of NOTIFICATIONS) {
      assert.deepEqual(lines(name, "bus_connection_refused"), [], name);
    }
  });

  test("nothing was refused, lost, doubled or out of order", async (t) => {
    const { writes, repeats } = await workload.check();
    t.diagnostic(`${writes} writes were acknowledged, ${repeats} had to be repeated`);
    for (const name of REPLICAS) {
      assert.deepEqual(lines(name, "token_refused"), [], name);
      assert.deepEqual(lines(name, "connect_refused"), [], name);
    }
  });

  test("./dev up starts the stack with the rotated keys", async () => {
    await closeClients();
    await stack.dev("down");
    await stack.dev("up", "--detach", "--replicas=2");
    assert.ok(await stack.ready());
    const token = stack.userToken(newUser());
    assert.equal(await connectStatus(socketUrl(stack, { token })), 101);
  });
});

describe("a key of the users' JWKS", { timeout: 120_000 }, () => {
  let edge;
  let leaked;
  before(async () => {
    edge = await startEdge(stack, undefined, ["--end_sockets_of_removed_keys"]);
    leaked = newKey("ES256");
  });
  after(() => edge?.process.stop());

  const leakedToken = (user) => signToken(leaked.signer, claimsOf(user));
  const socketOf = (token) => RawSocket.open(stack, { token, port: edge.port });
  const edit = (change) => {
    const set = JSON.parse(fs.readFileSync(keyPath("user.jwks"), "utf8"));
    replace(keyPath("user.jwks"), JSON.stringify({ ...set, keys: change(set.keys) }));
  };

  async function extensionToken(token) {
    const response = await fetch(`http://localhost:${edge.port}/api/auth/extension_token`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ device_id: "laptop" }),
    });
    assert.equal(response.status, 201);
    return (await response.json()).token;
  }

  test("that is removed ends the sockets of its tokens, and no others", async () => {
    edit((keys) => [...keys, leaked.jwk]);
    const user = newUser();
    await until("the key to be accepted", async () => {
      const url = socketUrl(stack, { token: leakedToken(user), port: edge.port });
      return (await connectStatus(url)) === 101;
    });
    const own = await socketOf(leakedToken(user));
    const extensions = await socketOf(await extensionToken(leakedToken(user)));
    const good = stack.userToken(newUser());
    const others = [await socketOf(good), await socketOf(await extensionToken(good))];

    edit((keys) => keys.filter(({ kid }) => kid !== leaked.jwk.kid));
    const ended = { code: 4001, reason: "the key of the token was removed" };
    assert.deepEqual(await own.end(), ended);
    assert.deepEqual(await extensions.end(), ended);
    for (const socket of others) {
      socket.send([null, "1", "phoenix", "heartbeat", {}]);
      await socket.next("a heartbeat's answer", (frame) => frame[1] === "1");
      socket.close();
    }
    assert.deepEqual(
      await connectRefusal(socketUrl(stack, { token: leakedToken(user), port: edge.port })),
      { reason: "bad_signature", message: "the token is not signed by an accepted key" },
    );
  });

  test("that cannot be used is logged and skipped, without effect on other keys", async () => {
    const odd = { kty: "RSA", kid: "odd", n: "AQAB", e: "AQAB" };
    edit((keys) => [odd, ...keys]);
    await until("the edge to say so", async () => {
      const url = socketUrl(stack, { token: stack.userToken(newUser()), port: edge.port });
      assert.equal(await connectStatus(url), 101);
      return /"jwks_key_skipped".*"kid":"odd"/.test(edge.process.stderr);
    });
    edit((keys) => keys.filter(({ kid }) => kid !== "odd"));
  });
});

describe("a rejected client", () => {
  const refusal = (options, headers = {}) => connectRefusal(socketUrl(stack, options), { headers });
  const counted = async (reason) =>
    total(await stack.metrics("edge"), "lossy_edge_connects_refused_total", { reason });
  const user = () => newUser();

  const cases = {
    expired: [() => ({ token: stack.userToken(user(), { ttl: -3600 }) })],
    audience: [() => ({ token: stack.userToken(user(), { audience: "elsewhere" }) })],
    not_yet_valid: [() => ({ token: stack.userToken(user(), { nbf: Date.now() / 1000 + 3600 }) })],
    no_token: [() => ({})],
    malformed: [() => ({ token: "rubbish" })],
    too_large: [() => ({ token: stack.userToken(user(), { groups: "g".repeat(30_000) }) })],
    origin: [() => ({ token: stack.userToken(user()) }), { origin: "https://evil.example" }],
    version: [() => ({ token: stack.userToken(user()), vsn: "9.0.0" })],
  };
  for (const [reason, [options, headers]] of Object.entries(cases)) {
    test(`receives the reason, which is also logged: ${reason}`, async () => {
      const before = await counted(reason);
      const body = await refusal(options(), headers);
      assert.deepEqual(Object.keys(body), ["reason", "message"]);
      assert.equal(body.reason, reason);
      assert.ok(!/lossy|elsewhere|evil/.test(body.message), body.message);
      assert.equal(await counted(reason), before + 1);
      await until("a line in the log", () =>
        lines("edge", "connect_refused").some((each) => each.includes(`"reason":"${reason}"`)));
    });
  }

  test("is not one whose token carries the groups of a large company", async () => {
    const token = stack.userToken(user(), { groups: "g".repeat(16 << 10) });
    assert.equal(await connectStatus(socketUrl(stack, { token })), 101);
  });
});
