// Each secret opens its own part only: the key of a process, a token for one service, a service's database role.

import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before, describe, test } from "node:test";
import pg from "pg";
import { newUser } from "./lib/client.mjs";
import { call } from "./lib/grpc.mjs";
import { sharedStack, startStack } from "./lib/stack.mjs";
import { claimsOf, signToken } from "./lib/tokens.mjs";
import { until } from "./lib/wait.mjs";

const stack = sharedStack();

const METHODS = {
  video: "lossy.video.v1.VideoService/ListVideos",
  notes: "lossy.notes.v1.NotesService/ListNotes",
  agent: "lossy.agent.v1.AgentService/GetUsage",
  notifications: "lossy.notifications.v1.NotificationsService/Read",
};
const SERVICES = Object.keys(METHODS);
const audienceOf = (service) => `lossy.${service}.v1`;

// Each process, and what its key may sign, as role@service.
const MAY_SIGN = {
  edge: ["user@video", "user@notes", "user@agent", "service@notifications"],
  video: ["service@notifications", "service@notes", "service@agent"],
  notes: ["service@notifications", "service@video", "service@agent"],
  agent: ["service@notifications", "service@video", "service@notes"],
  notifications: [],
};

const sign = (key, role, audience) =>
  signToken(stack.key("internal", `${key}.jwk`), claimsOf(newUser(), { role, audience }));

// True if `service` accepts the caller. Its answer to the request does not matter.
async function admits(service, token) {
  const request = service === "notifications" ? { topic: "secrets" } : {};
  const { error } = await call(stack, service, METHODS[service], request, token);
  return error?.code !== "unauthenticated";
}

describe("the key of a process", () => {
  for (const [key, allowed] of Object.entries(MAY_SIGN)) {
    test(`signs only the tokens of that process: ${key}`, async () => {
      for (const service of SERVICES) {
        for (const role of ["user", "service", "operator"]) {
          const token = sign(key, role, audienceOf(service));
          const expected = allowed.includes(`${role}@${service}`);
          assert.equal(await admits(service, token), expected, `${role} for ${service}`);
        }
      }
    });
  }

  test("signs nothing for the whole installation", async () => {
    for (const key of Object.keys(MAY_SIGN)) {
      assert.equal(await admits("video", sign(key, "operator", "lossy")), false, key);
      assert.equal(await admits("video", sign(key, "user", "lossy")), false, key);
    }
    assert.ok(await admits("video", sign("operator", "operator", "lossy")));
  });
});

test("a token for one service is refused by the others", async () => {
  const token = sign("edge", "user", audienceOf("notes"));
  assert.ok(await admits("notes", token));
  for (const service of ["video", "agent", "notifications"]) {
    assert.equal(await admits(service, token), false, service);
  }
});

test("a revoked user's own token is refused by the services, too", async () => {
  const user = newUser();
  const token = stack.userToken(user);
  await until("video to know what was revoked before", () => admits("video", token));
  await stack.dev("ctl", "revoke", `--user=${user}`, "--as=ada");
  for (const service of ["video", "notes", "agent"]) {
    await until(`${service} to refuse it`, async () => !(await admits(service, token)));
  }
  const order = stack
    .read("log", "edge.log")
    .split("\n")
    .find((line) => line.includes('"tokens_revoked"') && line.includes(user));
  assert.equal(JSON.parse(order).ordered_by, "ada");
});

describe("a token that is made from another one", () => {
  const mint = (token, device) =>
    fetch(stack.url("/api/auth/extension_token"), {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ device_id: device }),
    });
  // The answer to a long-poll: 410 with a new session, or 403.
  const connects = async (token) => {
    const url = stack.url(`/socket/longpoll?vsn=2.0.0&token=${token}`);
    return (await (await fetch(url)).json()).status;
  };

  test("is for the device of the first one only", async () => {
    const token = stack.userToken(newUser(), { device: "laptop" });
    assert.equal((await mint(token, "phone")).status, 403);
    assert.equal((await mint(token, "laptop")).status, 201);
  });

  test("has the issue time of the first one, so that a revocation applies to it", async () => {
    const user = newUser();
    const token = stack.userToken(user);
    await stack.dev("ctl", "revoke", `--user=${user}`, "--device=phone");
    const connectsFromA = async (device) =>
      connects((await (await mint(token, device)).json()).token);
    await until("the phone to be refused", async () => (await connectsFromA("phone")) === 403);
    assert.equal(await connectsFromA("laptop"), 410);
  });
});

test("a token that outlives its revocation is refused", async () => {
  const month = 31 * 24 * 3600;
  const user = newUser();
  await until("a month's token to be accepted", () =>
    admits("video", stack.userToken(user, { ttl: month })),
  );
  assert.equal(await admits("video", stack.userToken(user, { ttl: month + 1 })), false);
});

describe("a service's database role", () => {
  const open = async (user, of = stack) => {
    const host = of.read("postgres.socket").trim();
    const client = new pg.Client({ host, user, database: "lossy" });
    await client.connect();
    return client;
  };
  const refusal = { code: "42501" };

  test("reads its own schema and none of the others", async () => {
    const clients = new Map();
    try {
      for (const service of SERVICES) clients.set(service, await open(service));
      for (const [service, client] of clients) {
        await client.query(`SELECT * FROM ${service}.migrations`);
        for (const other of SERVICES.filter((each) => each !== service)) {
          await assert.rejects(client.query(`SELECT * FROM ${other}.migrations`), refusal);
          await assert.rejects(client.query(`CREATE TABLE ${other}.planted (x int)`), refusal);
        }
        await assert.rejects(client.query("CREATE SCHEMA planted"), refusal);
        await assert.rejects(client.query("CREATE TABLE public.planted (x int)"), refusal);
        const { rows } = await client.query(
          "SELECT rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user",
        );
        assert.deepEqual(rows, [{ rolsuper: false, rolcreaterole: false, rolcreatedb: false }]);
      }
    } finally {
      for (const client of clients.values()) await client.end();
    }
  });

  test("stands on the command line of its service without a password", () => {
    for (const service of SERVICES) {
      const line = fs.readFileSync(`/proc/${stack.pid(service)}/cmdline`, "utf8");
      assert.match(line, new RegExp(`--database_url=[^\\0]*user=${service}&`));
      assert.doesNotMatch(line, /password|:\/\/[^/\0]*:[^/\0]*@/);
    }
  });

  describe("of a database that an earlier version made", () => {
    let own;
    before(async () => (own = await startStack()));
    after(() => own.stop());

    test("takes over the objects of the former common role", async () => {
      let admin = await open("lossy", own);
      for (const service of SERVICES) {
        await admin.query(`ALTER SCHEMA ${service} OWNER TO lossy`);
        await admin.query(`ALTER TABLE ${service}.migrations OWNER TO lossy`);
        await admin.query(`ALTER FUNCTION ${service}.micros(timestamptz) OWNER TO lossy`);
      }
      await admin.end();
      await own.dev("down");
      await own.dev("up", "--detach");
      admin = await open("lossy", own);
      const { rows } = await admin.query(
        `SELECT nspname, nspowner::regrole::text AS schema, relowner::regrole::text AS table
         FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid
         WHERE relname = 'migrations'`,
      );
      await admin.end();
      assert.equal(rows.length, SERVICES.length);
      for (const row of rows) assert.deepEqual([row.schema, row.table], [row.nspname, row.nspname]);
    });
  });
});
