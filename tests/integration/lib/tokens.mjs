// JSON Web Tokens and keys of every algorithm that Lossy accepts, by node:crypto.

import crypto from "node:crypto";

const encode = (value) => Buffer.from(value).toString("base64url");

const signers = {
  HS256: (text, key) => crypto.createHmac("sha256", key).update(text).digest(),
  RS256: (text, key) => crypto.sign("sha256", Buffer.from(text), key),
  ES256: (text, key) => crypto.sign("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" }),
  EdDSA: (text, key) => crypto.sign(null, Buffer.from(text), key),
  none: () => Buffer.alloc(0),
};

// `key` is what the signer of `alg` takes: a secret buffer or a private KeyObject.
export function signToken({ alg, kid, key }, claims) {
  const text = `${encode(JSON.stringify({ alg, kid, typ: "JWT" }))}.${encode(JSON.stringify(claims))}`;
  return `${text}.${encode(signers[alg](text, key))}`;
}

export function claimsOf(user, { ttl = 900, device, audience = "lossy", ...others } = {}) {
  const now = Math.floor(Date.now() / 1000);
  return { sub: user, aud: audience, iat: now, exp: now + ttl, device_id: device, ...others };
}

// The key in a private JWK file that lossyctl made.
export function signerFromJwk(jwk) {
  return { alg: "EdDSA", kid: jwk.kid, key: crypto.createPrivateKey({ key: jwk, format: "jwk" }) };
}

const makers = {
  HS256: () => {
    const secret = crypto.randomBytes(32);
    return { key: secret, jwk: { kty: "oct", k: secret.toString("base64url") } };
  },
  RS256: () => asymmetric("rsa", { modulusLength: 2048 }),
  ES256: () => asymmetric("ec", { namedCurve: "P-256" }),
  EdDSA: () => asymmetric("ed25519"),
};

function asymmetric(type, options) {
  const { privateKey, publicKey } = crypto.generateKeyPairSync(type, options);
  return { key: privateKey, jwk: publicKey.export({ format: "jwk" }) };
}

// A new key pair: `signer` for signToken, `jwk` for a JWKS.
export function newKey(alg) {
  const kid = `test-${crypto.randomUUID()}`;
  const { key, jwk } = makers[alg]();
  return { signer: { alg, kid, key }, jwk: { ...jwk, kid, alg, use: "sig" } };
}
