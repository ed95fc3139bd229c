// Signing in without a secret in the page: the development login of the edge, or an OpenID Connect
// provider, which /site.json names.

import { SignedOutError } from "../../lossy/src/errors.js";
import { extensionTokens } from "../../lossy/src/extension_token.js";
import {
  finishSignIn,
  newAttempt,
  type OpenidSettings,
  type ProviderTokens,
  type SignInAttempt,
  signInUrl,
  siteSettings,
  validTokens,
} from "../../openid/src/openid.js";
import { claimsOf, type Token, type TokenProvider } from "../../lossy/src/token.js";

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
    siteSettings(location.origin),
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

const stored = <T>(key: string): T | null => JSON.parse(sessionStorage.getItem(key) ?? "null");
const store = (key: string, value: object) => sessionStorage.setItem(key, JSON.stringify(value));
const redirectUri = () => `${location.origin}/`;

/** Sends the browser to the provider, which sends it back to this page. */
export async function signInWithOpenid(settings: OpenidSettings): Promise<void> {
  const attempt = newAttempt(redirectUri());
  store(`${SESSION_KEY}.attempt`, attempt);
  location.assign(await signInUrl(settings, attempt));
}

async function knownTokens(settings: OpenidSettings): Promise<ProviderTokens | null> {
  const answer = new URLSearchParams(location.search);
  const attempt = stored<SignInAttempt>(`${SESSION_KEY}.attempt`);
  if (!answer.has("state")) return stored<ProviderTokens>(SESSION_KEY);
  history.replaceState(null, "", redirectUri());
  sessionStorage.removeItem(`${SESSION_KEY}.attempt`);
  const tokens = await finishSignIn(settings, attempt, answer);
  if (tokens) store(SESSION_KEY, tokens);
  return tokens;
}

// The edge exchanges the provider's token for short ones of this device.
async function openidAccount(settings: OpenidSettings): Promise<Account | null> {
  let tokens = await knownTokens(settings);
  if (!tokens) return null;
  const userToken = async () => {
    tokens = await validTokens(settings, tokens as ProviderTokens);
    store(SESSION_KEY, tokens);
    return tokens.token;
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
