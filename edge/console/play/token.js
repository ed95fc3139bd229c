// Gets tokens, and shows the claims of one. The page keeps the token in memory only.

// Returns true if the edge serves the development login to this page.
export async function hasDevLogin() {
  const { ok } = await fetch("/dev/auth", { method: "HEAD" });
  return ok;
}

// Logs in as any user, and returns a token of that user for a device. Throws an Error with the edge's message.
export async function devToken(user, device) {
  const form = new URLSearchParams({ email: user });
  await fetch("/dev/auth/login", { method: "POST", body: form.toString() });
  const response = await fetch("/api/auth/extension_token", {
    method: "POST",
    body: JSON.stringify({ device_id: device }),
  });
  const { token, message } = await response.json();
  if (!token) throw new Error(message ?? `HTTP ${response.status}`);
  return token;
}

// Returns the claims of a JSON Web Token without checking them, or null if it is none.
export function claimsOf(token) {
  try {
    const text = atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"));
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(text, (c) => c.charCodeAt(0))));
  } catch {
    return null;
  }
}

// Returns a sentence about a token, such as "User ann, expires in 14 min."
export function describeToken(token, now = Date.now()) {
  if (!token) return "No token: the edge accepts a client without one only with --dev_user.";
  const claims = claimsOf(token);
  if (!claims) return "This is no JSON Web Token.";
  const device = claims.device_id ? ` on ${claims.device_id}` : "";
  const minutes = Math.round((claims.exp * 1000 - now) / 60_000);
  const expiry = minutes >= 0 ? `expires in ${minutes} min` : `expired ${-minutes} min ago`;
  return `User ${claims.sub}${device}, ${expiry}.`;
}

// Returns the reason for which the edge refuses a socket with the token, or "". A long-poll with the same token has
// the reason in its body.
export async function refusalOf(token) {
  try {
    const query = new URLSearchParams({ vsn: "2.0.0", token });
    const response = await fetch(`/socket/longpoll?${query}`);
    const { status, reason, message } = await response.json();
    return status === 403 ? `${reason}: ${message}` : "";
  } catch {
    return "";
  }
}
