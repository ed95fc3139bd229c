// Signs users' tokens, with a clock that may be an hour off.

import { claimsOf, signToken } from "../../integration/lib/tokens.mjs";

const HOUR = 3600;
const OFF = { right: 0, behind: -HOUR, ahead: HOUR };

export class Issuer {
  clock = "right";
  #signer;

  constructor(signer) {
    this.#signer = signer;
  }

  // {token, good}: whether the edge should take it.
  token(user, device, ttl) {
    const claims = claimsOf(user, { device, ttl });
    const off = OFF[this.clock];
    for (const time of ["iat", "exp"]) claims[time] += off;
    claims.nbf = claims.iat;
    return { token: signToken(this.#signer, claims), good: off === 0 };
  }
}
