// An OpenID Connect provider for tests: it signs each user in at once, by the authorization code with PKCE.

import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import http from "node:http";

export class OpenidProvider {
  #server = http.createServer((request, response) => this.#answer(request, response));
  #challenges = new Map(); // By code.
  #sign;
  #requests = [];

  // `sign` returns the token of the user who signs in.
  static async start(sign) {
    const provider = new OpenidProvider();
    provider.#sign = sign;
    await once(provider.#server.listen(0, "127.0.0.1"), "listening");
    return provider;
  }

  get issuer() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  // The parameters of the requests for tokens.
  get requests() {
    return this.#requests;
  }

  close() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #answer(request, response) {
    const url = new URL(request.url, this.issuer);
    response.setHeader("access-control-allow-origin", "*");
    if (url.pathname === "/authorize") return this.#authorize(url.searchParams, response);
    response.setHeader("content-type", "application/json");
    if (url.pathname === "/token") return this.#exchange(request, response);
    const issuer = this.issuer;
    const endpoints = { authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token` };
    response.end(JSON.stringify({ issuer, ...endpoints }));
  }

  #authorize(query, response) {
    assert.equal(query.get("response_type"), "code");
    assert.equal(query.get("code_challenge_method"), "S256");
    const code = randomUUID();
    this.#challenges.set(code, query.get("code_challenge"));
    const back = new URL(query.get("redirect_uri"));
    back.searchParams.set("code", code);
    back.searchParams.set("state", query.get("state"));
    response.writeHead(302, { location: back.href }).end();
  }

  async #exchange(request, response) {
    let body = "";
    for await (const piece of request) body += piece;
    const grant = Object.fromEntries(new URLSearchParams(body));
    this.#requests.push(grant);
    const challenge = createHash("sha256").update(grant.code_verifier ?? "").digest("base64url");
    if (this.#challenges.get(grant.code) !== challenge) {
      response.writeHead(400).end(JSON.stringify({ error: "invalid_grant" }));
      return;
    }
    this.#challenges.delete(grant.code);
    response.end(JSON.stringify({ token_type: "Bearer", access_token: await this.#sign() }));
  }
}
