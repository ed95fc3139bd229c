// Questions about the notes of a video. All functions are pure.

import type { Note } from "../../lossy/src/notes.js";
import type { lossy } from "../../lossy/src/contract.js";

export type { Note };
/** The part of a note that a marker shows. */
export type MarkableNote = Pick<Note, "id" | "text" | "category" | "timestamp_seconds">;
export type NoteCategory = lossy.notes.v1.NoteCategory;

export const CATEGORIES: readonly NoteCategory[] = [
  "pacing",
  "audio",
  "visual",
  "editing",
  "color",
  "graphics",
  "content",
  "general",
  "other",
];

/** The note before or after the note `id` in the list, `step` notes further. Null: there is none. */
export function neighbour(ordered: readonly Note[], id: string | null, step: number): Note | null {
  const index = ordered.findIndex((note) => note.id === id);
  if (index < 0) return (step > 0 ? ordered[0] : ordered.at(-1)) ?? null;
  return ordered[index + step] ?? null;
}

/** True if the note has a former content that an undo restores. */
export const canUndo = (note: Note) => note.revision > 1;

/** The content of a note that the user may edit. Absent members stay. */
export interface NoteEdit {
  text?: string;
  /** Equal to the note's timestamp_seconds: the note is about one moment. */
  end_seconds?: number;
}

/** True if the note is about a part of the video, not about one moment. */
export const isRange = (note: Note): note is Note & { end_seconds: number } =>
  note.end_seconds !== null && note.end_seconds > note.timestamp_seconds;

/** True if the user confirmed the note. */
export const isFirm = (note: Note) => note.status !== "ghost" && note.status !== "cancelled";
