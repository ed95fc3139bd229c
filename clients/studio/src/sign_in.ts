// Signing in without a secret in the page: the development login of the edge, or OpenID Connect with
// the authorization code and PKCE (RFC 7636). /site.json names the provider.

import { SignedOutError } from "../../lossy/src/errors.js";
import { extensionTokens } from "../../lossy/src/extension_token.js";
import { claimsOf, type Token, type TokenProvider } from "../../lossy/src/token.js";

/** The content of /site.json. */
export interface SiteSettings {
  openid?: {
    /** The provider's issuer URL, below which it serves .well-known/openid-configuration. */
    issuer: string;
    client_id: string;
    /** Absent: "openid". */
    scope?: string;
    /** Further parameters of the authorization request, such as `audience`. */
    params?: Record<string, string>;
    /** The token that the edge accepts. Absent: "access_token". */
    token?: "access_token" | "id_token";
  };
}

type OpenidSettings = NonNullable<SiteSettings["openid"]>;

/** A user that is signed in. */
export interface Account {
  user: string;
  token: TokenProvider;
  signOut(): Promise<void>;
}

/** The ways to sign in that this installation has. */
export interface SignInOffer {
  development: boolean;
  openid: OpenidSettings | null;
}

const SESSION_KEY = "lossy.openid";
const DEVICE_KEY = "lossy.device";

/** The name of this browser, which stays. */
export function deviceId(): string {
  const known = localStorage.getItem(DEVICE_KEY);
  if (known) return known;
  const made = `studio-${crypto.randomUUID()}`;
  localStorage.setItem(DEVICE_KEY, made);
  return made;
}

export async function signInOffer(): Promise<SignInOffer> {
  const [settings, development] = await Promise.all([
    fetch("/site.json").then((response): Promise<SiteSettings> | SiteSettings =>
      response.ok ? response.json() : {},
    ),
    fetch("/dev/auth", { method: "HEAD" }).then(({ ok }) => ok),
  ]);
  return { development, openid: settings.openid ?? null };
}

/** Returns the account of an earlier visit, or of the provider's redirect to this page. */
export async function knownAccount(offer: SignInOffer): Promise<Account | null> {
  if (offer.openid) return openidAccount(offer.openid);
  if (!offer.development) return null;
  const tokens = cookieTokens();
  try {
    return accountOf(await tokens(), tokens, signOutOfDevelopment);
  } catch (error) {
    if (error instanceof SignedOutError) return null;
    throw error;
  }
}

/** Signs in as any user at a development server. */
export async function signInForDevelopment(user: string): Promise<Account> {
  await fetch("/dev/auth/login", { method: "POST", body: new URLSearchParams({ email: user }).toString() });
  const tokens = cookieTokens();
  return accountOf(await tokens(), tokens, signOutOfDevelopment);
}

const cookieTokens = () => extensionTokens({ origin: location.origin, deviceId: deviceId() });

async function signOutOfDevelopment(): Promise<void> {
  await fetch("/dev/auth/logout");
}

function accountOf(first: Token, token: TokenProvider, signOut: () => Promise<void>): Account {
  return { user: String(claimsOf(first.token).sub ?? ""), token, signOut };
}

interface Session {
  token: string;
  refresh?: string;
}

interface Attempt {
  state: string;
  verifier: string;
}

const stored = <T>(key: string): T | null => JSON.parse(sessionStorage.getItem(key) ?? "null");
const store = (key: string, value: object) => sessionStorage.setItem(key, JSON.stringify(value));
const redirectUri = () => `${location.origin}/`;

function base64url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

async function endpointsOf(settings: OpenidSettings): Promise<any> {
  const issuer = settings.issuer.replace(/\/$/, "");
  const response = await fetch(`${issuer}/.well-known/openid-configuration`);
  if (!response.ok) throw new Error(`${issuer} answers HTTP ${response.status}`);
  return response.json();
}

/** Sends the browser to the provider, which sends it back to this page. */
export async function signInWithOpenid(settings: OpenidSettings): Promise<void> {
  const { authorization_endpoint: endpoint } = await endpointsOf(settings);
  const attempt: Attempt = { state: random(), verifier: random() };
  store(`${SESSION_KEY}.attempt`, attempt);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(attempt.verifier));
  const url = new URL(endpoint);
  const query = {
    ...settings.params,
    response_type: "code",
    client_id: settings.client_id,
    redirect_uri: redirectUri(),
    scope: settings.scope ?? "openid",
    state: attempt.state,
    code_challenge: base64url(new Uint8Array(digest)),
    code_challenge_method: "S256",
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  location.assign(url);
}

async function requestTokens(settings: OpenidSettings, grant: Record<string, string>): Promise<Session> {
  const { token_endpoint: endpoint } = await endpointsOf(settings);
  const body = new URLSearchParams({ client_id: settings.client_id, ...grant });
  const response = await fetch(endpoint, { method: "POST", body });
  if (response.status === 400 || response.status === 401) throw new SignedOutError();
  if (!response.ok) throw new Error(`the provider answers HTTP ${response.status}`);
  const answer = await response.json();
  const refresh = answer.refresh_token ?? grant["refresh_token"];
  const session = { token: answer[settings.token ?? "access_token"], ...(refresh ? { refresh } : {}) };
  store(SESSION_KEY, session);
  return session;
}

async function finishSignIn(settings: OpenidSettings): Promise<Session | null> {
  const answer = new URLSearchParams(location.search);
  const attempt = stored<Attempt>(`${SESSION_KEY}.attempt`);
  if (!answer.has("state")) return stored<Session>(SESSION_KEY);
  history.replaceState(null, "", redirectUri());
  sessionStorage.removeItem(`${SESSION_KEY}.attempt`);
  if (!attempt || answer.get("state") !== attempt.state) return null;
  const code = answer.get("code");
  if (!code) throw new Error(answer.get("error_description") ?? answer.get("error") ?? "there is no code");
  return requestTokens(settings, {
    grant_type: "authorization_code",
    code,
    redirect_uri: redirectUri(),
    code_verifier: attempt.verifier,
  });
}

// The edge exchanges the provider's token for short ones of this device.
async function openidAccount(settings: OpenidSettings): Promise<Account | null> {
  let session = await finishSignIn(settings);
  if (!session) return null;
  const userToken = async () => {
    const current = session as Session;
    const expiry = claimsOf(current.token).exp;
    const ended = typeof expiry === "number" && expiry * 1000 < Date.now() + 30_000;
    if (ended && !current.refresh) throw new SignedOutError();
    if (ended) {
      session = await requestTokens(settings, {
        grant_type: "refresh_token",
        refresh_token: current.refresh as string,
      });
    }
    return (session as Session).token;
  };
  const token = extensionTokens({ origin: location.origin, deviceId: deviceId(), userToken });
  const signOut = async () => sessionStorage.removeItem(SESSION_KEY);
  try {
    return accountOf(await token(), token, signOut);
  } catch (error) {
    if (!(error instanceof SignedOutError)) throw error;
    await signOut();
    return null;
  }
}
