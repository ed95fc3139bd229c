import { SignedOutError } from "./errors.js";
import type { Token, TokenProvider } from "./token.js";

export interface ExtensionTokenOptions {
  /** The origin of the edge, such as "https://lossy.example". */
  origin: string;
  /** The name of this device. The edge binds tokens to it. */
  deviceId: string;
  /**
   * Returns the user's own token. Absent: the request is made with the cookies of the edge's
   * origin, which have the login.
   */
  userToken?: () => Promise<string>;
  /** Receives the settings of the installation that the answer has beside the token. */
  onSettings?: (settings: { [name: string]: unknown }) => void;
  fetch?: typeof fetch;
}

/** Returns a provider of short-lived tokens that are bound to a device. */
export function extensionTokens(options: ExtensionTokenOptions): TokenProvider {
  const { origin, deviceId, userToken, onSettings, fetch = globalThis.fetch } = options;
  return async (): Promise<Token> => {
    const headers: Record<string, string> = { "content-type": "application/json" };
    if (userToken) headers["authorization"] = `Bearer ${await userToken()}`;
    const response = await fetch(`${origin}/api/auth/extension_token`, {
      method: "POST",
      headers,
      credentials: userToken ? "omit" : "include",
      body: JSON.stringify({ device_id: deviceId }),
    });
    if (response.status === 401 || response.status === 403) throw new SignedOutError();
    if (!response.ok) throw new Error(`extension_token: HTTP ${response.status}`);
    const { token, expires_at: expiresAt, ...settings } = await response.json();
    onSettings?.(settings);
    return { token, expiresAt: expiresAt * 1000 };
  };
}
