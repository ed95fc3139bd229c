// A service of another project, in three languages, reaches browsers by ./dev up --service alone.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import http2 from "node:http2";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import grpc from "@grpc/grpc-js";
import WebSocket from "ws";
import { Client, closeClients, newUser } from "./lib/client.mjs";
import { Compiled, errorOfDirectCall, PROTO, SERVICE, startExample } from "./lib/polls.mjs";
import { freeBasePort, freePort } from "./lib/ports.mjs";
import { Stack, startStack } from "./lib/stack.mjs";
import { Tab } from "./lib/tab.mjs";
import { claimsOf, signToken } from "./lib/tokens.mjs";
import { pause, until } from "./lib/wait.mjs";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
const compiled = new Compiled();
let address;
let stack;

before(async () => {
  await compiled.compile();
  address = `127.0.0.1:${await freePort()}`;
  stack = await startStack({}, `--service=${compiled.descriptors},${SERVICE}=${address}`);
});
after(async () => {
  await closeClients();
  await stack?.stop();
  compiled.remove();
});

let next = 0;
const newPoll = () => `poll:lunch:${++next}`;
const newClient = (user = newUser()) => new Client(stack, stack.userToken(user));

// The edge connects again within a second.
async function isReached() {
  const client = newClient();
  const joined = await client.join(newPoll()).then(() => true, () => false);
  await client.close();
  return joined;
}

// The audience is that of the service, unless another one is given.
function edgeToken(audience = "polls.v1", options = {}) {
  return signToken(stack.key("internal", "edge.jwk"), claimsOf(newUser(), { audience, ...options }));
}

// A server that refuses pings answers the third early one with GOAWAY.
async function pingsAreRefused(count, everyMs) {
  const session = http2.connect(`http://${address}`);
  let refused = false;
  session.on("goaway", () => (refused = true));
  session.on("error", () => (refused = true));
  for (let sent = 0; sent < count && !refused; ++sent) {
    if (!session.destroyed) session.ping(() => {});
    await pause(everyMs);
  }
  session.destroy();
  return refused;
}

// The frames of docs/clients.md, from "→" (to the edge) or "←", about another poll.
function documentedFrames(topic) {
  const text = fs.readFileSync(path.join(root, "docs/clients.md"), "utf8");
  const lines = text.match(/^[→←] \[.*$/gm);
  return lines.map((line) => [line[0], JSON.parse(line.slice(2).replaceAll("poll:lunch", topic))]);
}

// Sends the documented frames, each after the documented answers to the one before. Returns all frames
// except those of presence.
async function exchange(frames) {
  const token = stack.userToken(newUser());
  const socket = new WebSocket(`${stack.socketUrl()}/websocket?vsn=2.0.0&token=${token}`);
  const seen = [];
  socket.on("message", (data) => {
    const frame = JSON.parse(data);
    if (!frame[3].startsWith("presence_")) seen.push(["←", frame]);
  });
  await once(socket, "open");
  for (const [index, [direction, frame]] of frames.entries()) {
    if (direction === "→") {
      seen.push([direction, frame]);
      socket.send(JSON.stringify(frame));
    }
    await until(`frame ${index + 1} of ${frames.length}`, () => seen.length > index);
  }
  socket.close();
  return seen;
}

for (const [name, command] of Object.entries(compiled.commands())) {
  describe(`the example in ${name}`, () => {
    let service;
    before(async () => {
      service = await startExample(stack, command, address);
      await until("the edge to reach it", isReached);
    });
    after(async () => {
      await closeClients();
      assert.equal(await service.stop(), 0);
    });

    test("answers a join and an event", async () => {
      const poll = await newClient().join(newPoll());
      assert.deepEqual(poll.response, { votes: {} });
      assert.deepEqual(await poll.push("vote", { choice: "yes" }), { votes: { yes: 1 } });
      assert.deepEqual(await poll.push("get_votes"), { votes: { yes: 1 } });
    });

    test("pushes what it publishes to every client of the poll", async () => {
      const topic = newPoll();
      const [one, two, other] = await Promise.all(
        [topic, topic, newPoll()].map((each) => newClient().join(each)),
      );
      await one.push("vote", { choice: "later" });
      for (const client of [one, two]) {
        assert.deepEqual(await client.next("voted"), { choice: "later", votes: { later: 1 } });
      }
      await two.push("vote", { choice: "no" });
      assert.deepEqual((await one.next("voted")).votes, { later: 1, no: 1 });
      assert.deepEqual(other.left("voted"), []);
    });

    test("exchanges the frames of docs/clients.md", async () => {
      const frames = documentedFrames(newPoll());
      assert.ok(frames.length > 10);
      // A published event may come before or after the reply to its cause.
      const sorted = (list) => list.map((each) => JSON.stringify(each)).sort();
      assert.deepEqual(sorted(await exchange(frames)), sorted(frames));
    });

    test("refuses with an error that names the field, and with a plain gRPC code", async () => {
      const poll = await newClient().join(newPoll());
      assert.deepEqual(await poll.refusal("vote", { choice: "maybe" }), {
        reason: "invalid_argument",
        message: "choice must be yes, no or later",
        details: { choice: "must be yes, no or later" },
      });
      await poll.push("vote", { choice: "no" });
      assert.equal((await poll.refusal("vote", { choice: "yes" })).reason, "conflict");
    });

    test("answers an event by HTTP", async () => {
      const token = stack.userToken(newUser());
      const topic = newPoll();
      const vote = async (choice) => {
        const response = await fetch(stack.url(`/api/topics/${topic}/vote`), {
          method: "POST",
          headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
          body: JSON.stringify({ choice }),
        });
        return [response.status, await response.json()];
      };
      assert.deepEqual(await vote("yes"), [200, { votes: { yes: 1 } }]);
      const [status, { reason, details }] = await vote("maybe");
      assert.deepEqual([status, reason, Object.keys(details)], [400, "invalid_argument", ["choice"]]);
      assert.equal((await vote("no"))[0], 409);
    });

    test("sends what it publishes as server-sent events", async () => {
      const topic = newPoll();
      const token = stack.userToken(newUser());
      const response = await fetch(stack.url(`/api/topics/${topic}?token=${token}`));
      assert.equal(response.status, 200);
      const voter = await newClient().join(topic);
      await voter.push("vote", { choice: "later" });
      let text = "";
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      const hasVote = async () => {
        text += (await reader.read()).value ?? "";
        return /^event: voted$[^]*?^data: .*"votes":\{"later":1\}.*$/m.test(text);
      };
      await until("the vote", hasVote);
      await reader.cancel();
    });

    test("shows the users who have joined", async () => {
      const topic = newPoll();
      const [ann, bob] = [newUser(), newUser()];
      const tab = await Tab.open(stack, ann, topic);
      await Tab.open(stack, bob, topic);
      await tab.sees({ [ann]: 1, [bob]: 1 });
    });

    test("accepts the edge's token for its own package alone", async () => {
      assert.equal(await errorOfDirectCall(address, edgeToken()), null);
      const wrong = [
        undefined,
        "rubbish",
        edgeToken("lossy.video.v1"),
        edgeToken("polls.v1", { iat: 1, exp: 2 }),
        signToken(stack.key("internal", "notes.jwk"), claimsOf(newUser(), { audience: "polls.v1" })),
      ];
      for (const token of wrong) {
        const error = await errorOfDirectCall(address, token);
        assert.equal(error?.code, grpc.status.UNAUTHENTICATED, token);
      }
    });

    test("permits a ping every two seconds", async () => {
      assert.equal(await pingsAreRefused(5, 2000), false);
    });

    test("gets a new event from a changed contract, without a restart", async () => {
      const open = await newClient().join(newPoll());
      await compiled.describe((contract) => contract.replace('event: "get_votes"', 'event: "count"'));
      const answersCount = async () => {
        const client = newClient();
        const poll = await client.join(newPoll());
        const answer = await poll.push("count").catch(() => undefined);
        await client.close();
        return answer;
      };
      assert.deepEqual(await until("the edge to use the contract", answersCount), { votes: {} });
      assert.equal(open.state, "joined");
      await compiled.describe();
      await until("the edge to use the former contract", async () => !(await answersCount()));
    });

    test("is ready in ./dev status", async () => {
      const port = address.split(":")[1];
      assert.match(await stack.dev("status"), new RegExp(`^${SERVICE} +- +${port} +ready$`, "m"));
    });
  });
}

test("a service that does not run is unavailable, and the stack is up", async () => {
  const client = new Client(stack, stack.userToken(newUser()), { timeout: 500 });
  const channel = client.socket.channel(newPoll());
  const reason = await new Promise((resolve) => {
    channel.join().receive("error", (response) => resolve(response.reason));
  });
  assert.match(reason, /^(unavailable|deadline_exceeded)$/);
  assert.match(await stack.dev("status"), new RegExp(`^${SERVICE} .* not ready$`, "m"));
  assert.ok(await stack.ready());
  await client.close();
});

test("the edge and lossyctl describe the contract", async () => {
  const { paths } = await (await fetch(stack.url("/api/openapi.json"))).json();
  assert.ok(Object.keys(paths).some((each) => each.endsWith("/vote")));
  assert.match(await (await fetch(stack.url("/docs"))).text(), /to all clients of the poll/);
  const reference = await stack.dev("ctl", "contract", "events", compiled.descriptors);
  assert.match(reference, /poll:\{poll\}/);
  assert.match(reference, /to all clients of the poll/);
  assert.match(await stack.dev("ctl", "contract", "types", compiled.descriptors), /\bvoted\b/);
  const released = `${compiled.descriptors}.released`;
  const diff = () => stack.dev("ctl", "contract", "diff", released, compiled.descriptors);
  fs.copyFileSync(compiled.descriptors, released);
  await diff();
  await compiled.describe((contract) => contract.replace('push: "voted"', ""));
  await assert.rejects(diff(), /the new contract breaks clients/);
  await compiled.describe();
});

test("the edge's pings are refused by no example", () => {
  assert.doesNotMatch(stack.read("log", "edge.log"), /too_many_pings/);
});

test("another ./dev up remembers the service", { timeout: 120_000 }, async () => {
  await assert.rejects(stack.dev("up", "--detach", "--service=none"), /already up with other services/);
  await stack.dev("down");
  const output = await stack.dev("up", "--detach");
  assert.match(output, new RegExp(`${SERVICE} is expected at ${address}\\. Its flags: --listen=${address} `));
  const service = await startExample(stack, compiled.commands().python, address);
  await until("the edge to reach it", isReached);
  const poll = await newClient().join(newPoll());
  assert.deepEqual(await poll.push("vote", { choice: "yes" }), { votes: { yes: 1 } });
  await closeClients();
  assert.equal(await service.stop(), 0);
});

describe("./dev up --service", () => {
  const data = fs.mkdtempSync(path.join(os.tmpdir(), "lossy-test-"));
  after(() => fs.rmSync(data, { recursive: true, force: true }));

  async function refusal(value) {
    const other = new Stack({ port: await freeBasePort(), data });
    const error = await other.dev("up", "--detach", `--service=${value}`).then(
      () => Promise.reject(new Error(`${value} was accepted`)),
      (failure) => failure,
    );
    return error.stderr;
  }

  test("names what is wrong with its value", async () => {
    const set = compiled.descriptors;
    const bare = path.join(data, "bare.binpb");
    const includes = [`-I${root}/examples/proto`, `-I${root}/proto`];
    await run("protoc", [...includes, `--descriptor_set_out=${bare}`, PROTO]);
    const cases = {
      [set]: /--service is DESCRIPTORS,SERVICE=HOST:PORT, not/,
      [`${set},${SERVICE}=localhost`]: /the address "localhost" has no port/,
      [`${set},${SERVICE}=localhost:http`]: /a port is a number from 1 to 65535, not "http"/,
      [`/nowhere.binpb,${SERVICE}=localhost:50051`]: /there is no descriptor set \/nowhere\.binpb/,
      [`/etc/passwd,${SERVICE}=localhost:50051`]: /passwd is not a descriptor set/,
      [`${set},polls.v1.Polls=localhost:50051`]: /has no service polls\.v1\.Polls; it has polls\.v1\.PollService/,
      [`${bare},${SERVICE}=localhost:50051`]: /lacks lossy\/channel\/v1\/channel\.proto/,
    };
    for (const [value, problem] of Object.entries(cases)) assert.match(await refusal(value), problem);
  });
});

describe("docs/services.md", () => {
  const text = fs.readFileSync(path.join(root, "docs/services.md"), "utf8");
  const read = (file) => fs.readFileSync(path.join(root, "examples", file), "utf8");
  const blocks = (language) =>
    [...text.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\``, "gm"))].map((match) => match[1]);

  test("has the example in Python, in 60 lines", () => {
    const source = read("python/service.py");
    assert.ok(source.split("\n").length - 1 <= 60);
    assert.ok(blocks("python").includes(source));
  });

  test("has the contract of the examples", () => {
    const contract = read("proto/polls/v1/polls.proto");
    assert.ok(blocks("protobuf").includes(contract));
  });

  test("names versions of npm packages that the tests use", () => {
    const { dependencies } = JSON.parse(read("node/package.json"));
    const { devDependencies } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"));
    for (const [name, version] of Object.entries(dependencies)) assert.equal(devDependencies[name], version);
  });
});
