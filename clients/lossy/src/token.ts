/** A token that the edge accepts. */
export interface Token {
  token: string;
  /** The time of its end in milliseconds since 1970. Absent: the claim `exp` of the token. */
  expiresAt?: number;
}

/**
 * Returns a token of the user. The client calls it before it connects, before a token ends, and when
 * the edge refuses one. It rejects with a SignedOutError if the user must sign in again; after any
 * other error the client calls it again.
 */
export type TokenProvider = () => Promise<Token>;

/** The claims of a JSON Web Token, unverified. An opaque token has none. */
export function claimsOf(token: string): { sub?: unknown; exp?: unknown } {
  try {
    const payload = (token.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/");
    const bytes = Uint8Array.from(atob(payload), (char) => char.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes)) ?? {};
  } catch {
    return {};
  }
}

/** The time of a token's end in milliseconds since 1970. Infinity: unknown. */
export function endOf({ token, expiresAt }: Token): number {
  if (expiresAt !== undefined) return expiresAt;
  const { exp } = claimsOf(token);
  return typeof exp === "number" ? exp * 1000 : Infinity;
}
