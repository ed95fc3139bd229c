// The keyboard of the console.

export type Command = "search" | "overview" | "follow" | "reload" | "help";

export const KEYS: readonly { key: string; shown: string; command: Command; does: string }[] = [
  { key: "/", shown: "/", command: "search", does: "Search a user, a topic or a session" },
  { key: "o", shown: "O", command: "overview", does: "Show the overview" },
  { key: "f", shown: "F", command: "follow", does: "Begin or end to follow frames" },
  { key: "r", shown: "R", command: "reload", does: "Load the screen again" },
  { key: "?", shown: "?", command: "help", does: "Show the keys" },
];

const WRITABLE = "input, textarea, select, dialog";

/** Returns the command of a key, or null if the focused element or the browser needs the key. */
export function commandOf(event: KeyboardEvent): Command | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return null;
  if (event.target instanceof Element && event.target.closest(WRITABLE)) return null;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return KEYS.find((each) => each.key === key)?.command ?? null;
}
