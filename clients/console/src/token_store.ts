// The operator's token, which this window keeps until it is closed.

import { SignedOutError } from "../../lossy/src/errors.js";
import { claimsOf, endOf, type TokenProvider } from "../../lossy/src/token.js";

const KEY = "lossy.console.token";

export interface Account {
  operator: string;
  token: string;
}

const accountOf = (token: string): Account => ({ operator: String(claimsOf(token).sub ?? ""), token });

const hasEnded = (token: string) => endOf({ token }) <= Date.now();

/** Returns the account of this window's token, or null if there is none that is in force. */
export function keptAccount(): Account | null {
  const token = sessionStorage.getItem(KEY);
  return token && !hasEnded(token) ? accountOf(token) : null;
}

/** Keeps a token that the edge accepts. Throws a SignedOutError with the edge's reason if it does not. */
export async function signIn(text: string): Promise<Account> {
  const token = text.trim();
  const response = await fetch("/api/topics/admin:overview/get_overview", {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: "{}",
  });
  if (!response.ok) {
    const { message, reason } = await response.json().catch(() => ({}));
    throw new SignedOutError(message ?? reason ?? `the edge answered with status ${response.status}`);
  }
  sessionStorage.setItem(KEY, token);
  return accountOf(token);
}

export function signOut(): void {
  sessionStorage.removeItem(KEY);
}

/** Returns a provider of the account's token until its end. */
export const providerOf = ({ token }: Account): TokenProvider => async () => {
  if (hasEnded(token)) throw new SignedOutError("the token has ended");
  return { token };
};
