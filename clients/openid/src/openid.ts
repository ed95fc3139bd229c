// Signing in by an OpenID Connect provider, with the authorization code and PKCE (RFC 7636): the client
// has no secret.

import { SignedOutError } from "../../lossy/src/errors.js";
import { claimsOf } from "../../lossy/src/token.js";

/** The content of /site.json. */
export interface SiteSettings {
  openid?: OpenidSettings;
}

export interface OpenidSettings {
  /** The provider's issuer URL, below which it serves .well-known/openid-configuration. */
  issuer: string;
  client_id: string;
  /** Absent: "openid". */
  scope?: string;
  /** Further parameters of the authorization request, such as `audience`. */
  params?: Record<string, string>;
  /** The token that the edge accepts. Absent: "access_token". */
  token?: "access_token" | "id_token";
}

/** The tokens of the provider for a user. */
export interface ProviderTokens {
  token: string;
  refresh?: string;
}

/** One try to sign in, from the redirect to the provider until the redirect back. */
export interface SignInAttempt {
  state: string;
  verifier: string;
  redirectUri: string;
}

// A token that ends within this time is renewed.
const SPARE_MS = 30_000;

/** Returns the content of a server's /site.json. A server without the file has no settings. */
export async function siteSettings(origin: string): Promise<SiteSettings> {
  const response = await fetch(`${origin}/site.json`);
  return response.ok ? response.json() : {};
}

function base64url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

export const newAttempt = (redirectUri: string): SignInAttempt => ({
  state: random(),
  verifier: random(),
  redirectUri,
});

async function endpointsOf(settings: OpenidSettings): Promise<any> {
  const issuer = settings.issuer.replace(/\/$/, "");
  const response = await fetch(`${issuer}/.well-known/openid-configuration`);
  if (!response.ok) throw new Error(`${issuer} answers HTTP ${response.status}`);
  return response.json();
}

/** Returns the provider's page on which the user signs in. */
export async function signInUrl(settings: OpenidSettings, attempt: SignInAttempt): Promise<string> {
  const { authorization_endpoint: endpoint } = await endpointsOf(settings);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(attempt.verifier));
  const url = new URL(endpoint);
  const query = {
    ...settings.params,
    response_type: "code",
    client_id: settings.client_id,
    redirect_uri: attempt.redirectUri,
    scope: settings.scope ?? "openid",
    state: attempt.state,
    code_challenge: base64url(new Uint8Array(digest)),
    code_challenge_method: "S256",
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

async function requestTokens(settings: OpenidSettings, grant: Record<string, string>): Promise<ProviderTokens> {
  const { token_endpoint: endpoint } = await endpointsOf(settings);
  const body = new URLSearchParams({ client_id: settings.client_id, ...grant });
  const response = await fetch(endpoint, { method: "POST", body });
  if (response.status === 400 || response.status === 401) throw new SignedOutError();
  if (!response.ok) throw new Error(`the provider answers HTTP ${response.status}`);
  const answer = await response.json();
  const refresh = answer.refresh_token ?? grant["refresh_token"];
  return { token: answer[settings.token ?? "access_token"], ...(refresh ? { refresh } : {}) };
}

/**
 * Exchanges the parameters of the redirect back for tokens. Null: the redirect answers another
 * attempt. Rejects with the provider's reason if it refused.
 */
export async function finishSignIn(
  settings: OpenidSettings,
  attempt: SignInAttempt | null,
  answer: URLSearchParams,
): Promise<ProviderTokens | null> {
  if (!attempt || answer.get("state") !== attempt.state) return null;
  const code = answer.get("code");
  if (!code) throw new Error(answer.get("error_description") ?? answer.get("error") ?? "there is no code");
  return requestTokens(settings, {
    grant_type: "authorization_code",
    code,
    redirect_uri: attempt.redirectUri,
    code_verifier: attempt.verifier,
  });
}

/**
 * Returns tokens that are valid: these, or new ones. Rejects with a SignedOutError if the user must
 * sign in again.
 */
export async function validTokens(settings: OpenidSettings, tokens: ProviderTokens): Promise<ProviderTokens> {
  const expiry = claimsOf(tokens.token).exp;
  const ended = typeof expiry === "number" && expiry * 1000 < Date.now() + SPARE_MS;
  if (!ended) return tokens;
  if (!tokens.refresh) throw new SignedOutError();
  return requestTokens(settings, { grant_type: "refresh_token", refresh_token: tokens.refresh });
}
