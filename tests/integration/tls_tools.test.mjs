// The tools beside a stack with TLS: doctor, the services of another project, and ./dev load.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import tls from "node:tls";
import { Authority } from "./lib/authority.mjs";
import { Client, closeClients, newUser } from "./lib/client.mjs";
import { trusting } from "./lib/https.mjs";
import { Compiled, SERVICE, startExample } from "./lib/polls.mjs";
import { freePort } from "./lib/ports.mjs";
import { startStack } from "./lib/stack.mjs";
import { until } from "./lib/wait.mjs";

const compiled = new Compiled();
let address;
let stack;
let authority;

before(async () => {
  await compiled.compile();
  address = `127.0.0.1:${await freePort()}`;
  stack = await startStack({}, "--tls", `--service=${compiled.descriptors},${SERVICE}=${address}`);
  authority = new Authority(path.join(stack.data, "tls"));
});
after(async () => {
  await closeClients();
  await stack?.stop();
  compiled.remove();
});

let polls = 0;
const newPoll = () => `poll:lunch:${++polls}`;
const connect = () =>
  new Client(stack, stack.userToken(newUser()), { transport: trusting(authority.certificate) });

async function isReached() {
  const client = connect();
  const joined = await client.join(newPoll()).then(() => true, () => false);
  await client.close();
  return joined;
}

// The beginning of a connection of HTTP/2: the preface and an empty SETTINGS frame.
const PREFACE = Buffer.from("505249202a20485454502f322e300d0a0d0a534d0d0a0d0a000000040000000000", "hex");

// Connects to the service, and resolves with the number of bytes that it has sent when the first arrive
// or the connection is closed.
function bytesFromService(own = {}) {
  const [host, port] = address.split(":");
  return new Promise((resolve) => {
    let bytes = 0;
    const socket = tls.connect({ host, port, ca: authority.certificate, ALPNProtocols: ["h2"], ...own });
    socket.on("error", () => {});
    socket.on("secureConnect", () => socket.write(PREFACE));
    socket.on("data", (data) => {
      bytes += data.length;
      socket.destroy();
    });
    socket.on("close", () => resolve(bytes));
  });
}

for (const [name, command] of Object.entries(compiled.commands())) {
  describe(`over TLS, the example in ${name}`, () => {
    let service;
    before(async () => {
      service = await startExample(stack, command, address);
      await until("the edge to reach it", isReached);
    });
    after(async () => {
      await closeClients();
      assert.equal(await service.stop(), 0);
    });

    test("answers, and publishes to every client of the poll", async () => {
      const topic = newPoll();
      const [one, two] = await Promise.all([topic, topic].map((each) => connect().join(each)));
      assert.deepEqual(await one.push("vote", { choice: "yes" }), { votes: { yes: 1 } });
      for (const client of [one, two]) {
        assert.deepEqual(await client.next("voted"), { choice: "yes", votes: { yes: 1 } });
      }
    });

    test("refuses a connection without a certificate", async () => {
      const own = { key: fs.readFileSync(authority.file("operator.key")), cert: fs.readFileSync(authority.file("operator.crt")) };
      assert.ok((await bytesFromService(own)) > 0);
      assert.equal(await bytesFromService(), 0);
    });

    // Doctor reads the contract of a service by gRPC reflection, which the other examples do not serve.
    test("is sound for lossyctl doctor, as the whole stack is", { skip: name !== "cpp" }, async () => {
      const { findings } = JSON.parse(await stack.dev("ctl", "doctor", "--json"));
      // A machine may permit few open files, which is a warning.
      assert.deepEqual(findings.filter(({ level, check }) => level !== "ok" && check !== "files"), []);
      const checks = new Set(findings.map(({ check }) => check));
      for (const check of ["resolve", "health", "certificate", "clock", "keys", "schema", "contract", "version"]) {
        assert.ok(checks.has(check), check);
      }
    });
  });
}

test("lossyctl probe visits the edge over wss", async () => {
  assert.match(await stack.dev("ctl", "probe"), /^ok https:\/\/localhost:\d+: connect .*, arrive /);
  const error = await stack.dev("ctl", "probe", "--edge_ca=/etc/ssl/certs/ca-certificates.crt").catch((failed) => failed);
  assert.match(error.stderr, /: connect: .*certificate/);
});

test("lossyctl migrations reads the database over TLS", async () => {
  const { schemas } = JSON.parse(await stack.dev("ctl", "migrations", "--json"));
  assert.ok(schemas.every(({ missing }) => missing === 0));
});

describe("./dev load over TLS", () => {
  test("measures notes", async () => {
    assert.match(await stack.dev("load", "--reviewers=2", "--notes=1"), /^2 notes, /m);
  });

  test("measures voice sessions", async () => {
    const output = await stack.dev("load", "voice", "--sessions=1", "--seconds=6", "--speak_every=1");
    assert.match(output, /^1 voice sessions ready /m);
    assert.doesNotMatch(output, /failed/);
  });

  test("measures a recovery", async () => {
    const output = await stack.dev("load", "recovery", "--clients=4", "--topics=2", "--notes=1");
    assert.match(output, /^4 got all, in order, once; 0 did not$/m);
  });

  test("measures a burst", async () => {
    const output = await stack.dev("load", "burst", "--seconds=1", "--quiet_notes=1", "--writers=2");
    assert.match(output, /^the panel has all /m);
  });

  test("measures the joins of a herd whose edge is killed", async () => {
    const output = await stack.dev("load", "joins", "--clients=10", "--users=5");
    assert.match(output, /^from the kill until a client has joined all, ms: p50 .*\(11\)$/m);
  });
});
