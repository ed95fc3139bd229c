// The keyboard of the studio.

export type Command =
  | "speak"
  | "toggle_speaking"
  | "toggle_playing"
  | "back"
  | "forward"
  | "next_note"
  | "previous_note"
  | "write"
  | "edit"
  | "end"
  | "firm"
  | "undo"
  | "delete"
  | "library"
  | "help";

export const KEYS: readonly { key: string; shown: string; command: Command; does: string }[] = [
  { key: " ", shown: "Space (hold)", command: "speak", does: "Speak while it is held" },
  { key: "r", shown: "R", command: "toggle_speaking", does: "Begin or end speaking" },
  { key: "k", shown: "K", command: "toggle_playing", does: "Play or pause" },
  { key: "ArrowLeft", shown: "←", command: "back", does: "5 seconds back" },
  { key: "ArrowRight", shown: "→", command: "forward", does: "5 seconds forward" },
  { key: "ArrowDown", shown: "↓", command: "next_note", does: "Next note" },
  { key: "ArrowUp", shown: "↑", command: "previous_note", does: "Previous note" },
  { key: "n", shown: "N", command: "write", does: "Write a note" },
  { key: "e", shown: "E", command: "edit", does: "Edit the chosen note" },
  { key: "o", shown: "O", command: "end", does: "End the chosen note at the second on screen" },
  { key: "f", shown: "F", command: "firm", does: "Firm the chosen note" },
  { key: "z", shown: "Z", command: "undo", does: "Undo the last change of the chosen note" },
  { key: "Delete", shown: "Delete", command: "delete", does: "Delete the chosen note" },
  { key: "l", shown: "L", command: "library", does: "Open the library" },
  { key: "?", shown: "?", command: "help", does: "Show the keys" },
];

const WRITABLE = "input, textarea, select, [contenteditable]";
// These answer to Space and to arrows themselves.
const OPERABLE = "button, a, summary, [role=slider]";

/** Returns the command of a key, or null if the focused element or the browser needs the key. */
export function commandOf(event: KeyboardEvent): Command | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return null;
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest(WRITABLE)) return null;
  if (event.key === " " && target?.closest(OPERABLE)) return null;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return KEYS.find((each) => each.key === key)?.command ?? null;
}
