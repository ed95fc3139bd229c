// The edge accepts valid tokens and refuses all others.

import assert from "node:assert/strict";
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { Client, closeClients, newUser } from "./lib/client.mjs";
import { connectStatus, socketUrl } from "./lib/raw.mjs";
import { sharedStack, startStack } from "./lib/stack.mjs";
import { claimsOf, newKey, signToken } from "./lib/tokens.mjs";
import { until } from "./lib/wait.mjs";

const stack = sharedStack();
after(closeClients);

const statusWith = (token, options) => connectStatus(socketUrl(stack, { token }), options);

// Changes the key set that the running edge reads.
function editJwks(edit) {
  const file = path.join(stack.data, "keys", "user.jwks");
  const jwks = JSON.parse(fs.readFileSync(file, "utf8"));
  fs.writeFileSync(`${file}.new`, JSON.stringify({ keys: edit(jwks.keys) }));
  fs.renameSync(`${file}.new`, file);
}

const isLetIn = (token) => async () => (await statusWith(token)) === 101;
const isRefused = (token) => async () => (await statusWith(token)) === 403;

describe("a socket", () => {
  test("without a token is refused", async () => {
    assert.equal(await statusWith(undefined), 403);
  });

  test("with a token that ./dev token prints is accepted", async () => {
    const token = await stack.dev("token", "--user=somebody", "--device=phone", "--ttl=60");
    assert.equal(await statusWith(token), 101);
  });

  const now = Math.floor(Date.now() / 1000);
  const bad = {
    "that is no token": () => "rubbish",
    "that is empty": () => "",
    "that has expired": () => stack.userToken("u", { ttl: -3600 }),
    "of another audience": () => stack.userToken("u", { audience: "somebody-else" }),
    "without a user": () => stack.userToken(undefined),
    "that is not valid yet": () => stack.userToken("u", { nbf: now + 3600 }),
    "that never expires": () => stack.userToken("u", { exp: undefined }),
    "signed by an unknown key": () => signToken(newKey("EdDSA").signer, claimsOf("u")),
    "that is not signed": () => signToken({ alg: "none" }, claimsOf("u")),
    "that is meant for services": () => stack.internalToken("u"),
    "whose signature was cut": () => stack.userToken("u").slice(0, -4),
  };
  for (const [what, token] of Object.entries(bad)) {
    test(`with a token ${what} is refused`, async () => {
      assert.equal(await statusWith(token()), 403);
    });
  }

  test("of a page from an allowed origin is accepted", async () => {
    const origin = `chrome-extension://${"a".repeat(32)}`;
    assert.equal(await statusWith(stack.userToken("u"), { origin }), 101);
  });

  test("of a page from elsewhere is refused", async () => {
    const origin = "https://evil.example";
    assert.equal(await statusWith(stack.userToken("u"), { origin }), 403);
  });
});

describe("the identity provider's keys", () => {
  for (const alg of ["HS256", "RS256", "ES256", "EdDSA"]) {
    test(`come and go while the edge runs: ${alg}`, async () => {
      const { signer, jwk } = newKey(alg);
      const first = signToken(signer, claimsOf(newUser()));
      assert.equal(await statusWith(first), 403);
      editJwks((keys) => [...keys, jwk]);
      await until(`a token of the new ${alg} key to be accepted`, isLetIn(first));
      editJwks((keys) => keys.filter(({ kid }) => kid !== jwk.kid));
      await until(`a token of the removed ${alg} key to be refused`, isRefused(first));
    });
  }

  test("are not mistaken for shared secrets", async () => {
    const { signer, jwk } = newKey("RS256");
    editJwks((keys) => [...keys, jwk]);
    await until("the key to be known", isLetIn(signToken(signer, claimsOf("u"))));
    const publicKey = crypto.createPublicKey({ key: jwk, format: "jwk" });
    const pem = publicKey.export({ type: "spki", format: "pem" });
    const forged = signToken({ alg: "HS256", kid: jwk.kid, key: pem }, claimsOf("u"));
    assert.equal(await statusWith(forged), 403);
    editJwks((keys) => keys.filter(({ kid }) => kid !== jwk.kid));
  });
});

async function mint(body, headers = {}) {
  const response = await fetch(stack.url("/api/auth/extension_token"), {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : undefined };
}

const bearer = (token) => ({ authorization: `Bearer ${token}` });

async function logIn(email) {
  const response = await fetch(stack.url("/dev/auth/login"), {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ email }),
  });
  return { cookie: response.headers.get("set-cookie").split(";")[0] };
}

async function identityOf(token) {
  const client = new Client(stack, token);
  const { response } = await client.join("video:meta");
  return [response.user_id, response.device_id];
}

describe("an extension token", () => {
  const device = crypto.randomUUID();

  test("is given for a user's token, and carries the device", async () => {
    const user = newUser();
    const minted = await mint({ device_id: device, protocol_version: 2 }, bearer(stack.userToken(user)));
    assert.equal(minted.status, 201);
    assert.equal(minted.body.protocol_version, 2);
    assert.ok(minted.body.expires_at > Date.now() / 1000);
    assert.equal(minted.body.features.phoenix_voice_session, false);
    assert.equal(minted.body.min_confidence, 0.3);
    assert.deepEqual(await identityOf(minted.body.token), [user, device]);
  });

  test("is given for the cookie of a login", async () => {
    const user = `${newUser()}@example.org`;
    const minted = await mint({ device_id: device }, await logIn(user));
    assert.equal(minted.status, 201);
    assert.deepEqual(await identityOf(minted.body.token), [user, device]);
  });

  test("is not given without a token, nor for a bad token", async () => {
    const nobody = await mint({ device_id: device });
    assert.equal(nobody.status, 401);
    assert.equal(nobody.body.error, "unauthenticated");
    assert.equal((await mint({ device_id: device }, bearer("rubbish"))).status, 401);
    assert.equal((await mint({ device_id: device }, { cookie: "_lossy_key=rubbish" })).status, 401);
  });

  test("is not given for an extension token, so no client renews its token for ever", async () => {
    const { body } = await mint({ device_id: device }, bearer(stack.userToken("u")));
    assert.equal((await mint({ device_id: device }, bearer(body.token))).status, 401);
  });

  test("needs a device and a version that is spoken", async () => {
    const headers = bearer(stack.userToken("u"));
    const anonymous = await mint({ protocol_version: 2 }, headers);
    assert.deepEqual([anonymous.status, anonymous.body.error], [422, "device_id_required"]);
    for (const version of [0, -1, 3, "two", 1.5]) {
      const refused = await mint({ device_id: device, protocol_version: version }, headers);
      assert.deepEqual([refused.status, refused.body.error], [422, "invalid_protocol_version"]);
    }
  });

  test("is not given to a page from elsewhere", async () => {
    const headers = { ...bearer(stack.userToken("u")), origin: "https://evil.example" };
    assert.equal((await mint({ device_id: device }, headers)).status, 403);
  });
});

describe("with LOSSY_DEV_USER, a client", () => {
  let own;
  before(async () => {
    own = await startStack({ LOSSY_DEV_USER: "developer" });
  });
  after(() => own.stop());

  test("without a token is that user", async () => {
    const client = new Client(own, undefined, { params: {} });
    const { response } = await client.join("video:meta");
    assert.equal(response.user_id, "developer");
    await client.close();
  });

  test("with a bad token is refused as well", async () => {
    assert.equal(await connectStatus(socketUrl(own, { token: "rubbish" })), 403);
  });

  test("with a good token is the user of the token", async () => {
    const client = new Client(own, own.userToken("somebody"));
    const { response } = await client.join("video:meta");
    assert.equal(response.user_id, "somebody");
    await client.close();
  });
});
