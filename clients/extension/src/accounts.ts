// Signing in, and the tokens of the user. The package has no secret.

import { SignedOutError } from "../../lossy/src/errors.js";
import { extensionTokens } from "../../lossy/src/extension_token.js";
import { claimsOf, type Token } from "../../lossy/src/token.js";
import type { SignInOffer } from "./messages.js";
import { deviceId, readAccount, readSettings, type StoredAccount, writeAccount } from "./settings.js";

async function signedIn(): Promise<StoredAccount> {
  const [account, { server }] = await Promise.all([readAccount(), readSettings()]);
  if (!account || account.server !== server) throw new SignedOutError();
  return account;
}

/** Returns a token of the user that is bound to this device. */
export async function token(): Promise<Token> {
  return tokenOf(await signedIn());
}

async function tokenOf({ server }: Pick<StoredAccount, "server">): Promise<Token> {
  return extensionTokens({ origin: server, deviceId: await deviceId() })();
}

export async function account(): Promise<{ user: string } | null> {
  const found = await signedIn().catch(() => null);
  return found && { user: found.user };
}

export async function signInOffer(): Promise<SignInOffer> {
  const { server } = await readSettings();
  const { ok } = await fetch(`${server}/dev/auth`, { method: "HEAD" });
  return { development: ok, openid: false };
}

/** Signs in as any user at a development server. */
export async function signInForDevelopment(user: string): Promise<{ user: string }> {
  const { server } = await readSettings();
  const body = new URLSearchParams({ email: user }).toString();
  await fetch(`${server}/dev/auth/login`, { method: "POST", body, credentials: "include" });
  const first = await tokenOf({ server });
  const found = String(claimsOf(first.token).sub ?? user);
  await writeAccount({ user: found, server, openid: null });
  return { user: found };
}

export async function signOut(): Promise<null> {
  const found = await readAccount();
  await writeAccount(null);
  if (found && !found.openid) await fetch(`${found.server}/dev/auth/logout`, { credentials: "include" });
  return null;
}
