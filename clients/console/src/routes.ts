// The screens, and the links to them. All functions are pure.

export type Screen =
  | { name: "overview" }
  | { name: "user" | "topic" | "session"; id: string };

/** The kinds of objects that an operator can search. */
export const KINDS = ["user", "topic", "session"] as const;
export type Kind = (typeof KINDS)[number];

const isKind = (text: string): text is Kind => (KINDS as readonly string[]).includes(text);

/** Returns the screen of a location's hash; the overview if it has no other. */
export function screenOf(hash: string): Screen {
  const [kind = "", ...rest] = hash.replace(/^#\/?/, "").split("/");
  const id = decode(rest.join("/"));
  return isKind(kind) && id ? { name: kind, id } : { name: "overview" };
}

/** Returns the hash of a screen. */
export function hashOf(screen: Screen): string {
  return screen.name === "overview" ? "#/" : `#/${screen.name}/${encodeURIComponent(screen.id)}`;
}

/**
 * Returns the screen of a text that an operator has entered: the session of "audio:ID", a topic if the text
 * has a colon, and else a user. A text that begins with a kind and a space names it: "user a:b".
 */
export function searchOf(text: string): Screen | null {
  const trimmed = text.trim();
  if (!trimmed) return null;
  const [first = "", ...rest] = trimmed.split(/\s+/);
  if (isKind(first) && rest.length > 0) return { name: first, id: rest.join(" ") };
  if (trimmed.startsWith("audio:")) return { name: "session", id: trimmed.slice("audio:".length) };
  return { name: trimmed.includes(":") ? "topic" : "user", id: trimmed };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
