// Signing in, and the tokens of the user. The package has no secret.

import { SignedOutError } from "../../lossy/src/errors.js";
import { extensionTokens } from "../../lossy/src/extension_token.js";
import { claimsOf, type Token } from "../../lossy/src/token.js";
import {
  finishSignIn,
  newAttempt,
  type OpenidSettings,
  type ProviderTokens,
  signInUrl,
  siteSettings,
  validTokens,
} from "../../openid/src/openid.js";
import type { SignInOffer } from "./messages.js";
import { deviceId, readAccount, readSettings, type StoredAccount, writeAccount } from "./settings.js";

// A provider may give each refresh token once. So requests at the same time share one renewal.
let renewing: Promise<Token> | null = null;

/** Returns a token of the user that is bound to this device. */
export function token(): Promise<Token> {
  renewing ??= signedIn()
    .then(renewed)
    .finally(() => {
      renewing = null;
    });
  return renewing;
}

async function signedIn(): Promise<StoredAccount> {
  const [account, { server }] = await Promise.all([readAccount(), readSettings()]);
  if (!account || account.server !== server) throw new SignedOutError();
  return account;
}

async function renewed(account: StoredAccount): Promise<Token> {
  const { server, openid } = account;
  if (!openid) return deviceToken(server, null);
  const tokens = await validTokens(await openidOf(server), openid);
  if (tokens !== openid) await writeAccount({ ...account, openid: tokens });
  return deviceToken(server, tokens);
}

// Without tokens of a provider the server knows the user by its cookie.
async function deviceToken(server: string, tokens: ProviderTokens | null): Promise<Token> {
  const userToken = tokens && { userToken: async () => tokens.token };
  return extensionTokens({ origin: server, deviceId: await deviceId(), ...userToken })();
}

async function openidOf(server: string): Promise<OpenidSettings> {
  const { openid } = await siteSettings(server);
  if (!openid) throw new Error(`${server}/site.json names no OpenID Connect provider`);
  return openid;
}

/** The user who is signed in at the server of the settings. */
export async function account(): Promise<{ user: string } | null> {
  const found = await signedIn().catch(() => null);
  return found && { user: found.user };
}

export async function signInOffer(): Promise<SignInOffer> {
  const { server } = await readSettings();
  const [{ openid }, { ok }] = await Promise.all([
    siteSettings(server),
    fetch(`${server}/dev/auth`, { method: "HEAD" }),
  ]);
  return { development: ok, openid: openid !== undefined };
}

/** Signs in as any user at a development server. */
export async function signInForDevelopment(user: string): Promise<{ user: string }> {
  const { server } = await readSettings();
  const body = new URLSearchParams({ email: user }).toString();
  await fetch(`${server}/dev/auth/login`, { method: "POST", body, credentials: "include" });
  return store(server, null);
}

/** Signs in by the server's provider, in a window that the browser opens. */
export async function signInWithOpenid(): Promise<{ user: string }> {
  const { server } = await readSettings();
  const settings = await openidOf(server);
  const attempt = newAttempt(chrome.identity.getRedirectURL());
  const url = await signInUrl(settings, attempt);
  const back = await chrome.identity.launchWebAuthFlow({ url, interactive: true });
  const tokens = back ? await finishSignIn(settings, attempt, new URL(back).searchParams) : null;
  if (!tokens) throw new Error("the provider did not finish the sign-in");
  return store(server, tokens);
}

async function store(server: string, openid: ProviderTokens | null): Promise<{ user: string }> {
  const user = String(claimsOf((await deviceToken(server, openid)).token).sub ?? "");
  await writeAccount({ user, server, openid });
  return { user };
}

export async function signOut(): Promise<null> {
  const found = await readAccount();
  await writeAccount(null);
  if (found && !found.openid) await fetch(`${found.server}/dev/auth/logout`, { credentials: "include" });
  return null;
}
