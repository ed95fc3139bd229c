// The notes of a video, as long as a component shows them.

import { useEffect, useState } from "preact/hooks";
import type { Client } from "../../lossy/src/client.js";
import type { Notes } from "../../lossy/src/notes.js";
import type { Note } from "./notes.js";
import type { Activity, NoteActions } from "./notes_list.js";
import { problemText } from "./problem_text.js";
import { useValue } from "./use_value.js";

/** Follows the notes of a video, and the clients that look at them. */
export function useNotes(client: Client, videoId: string, onProblem: (problem: string) => void) {
  const [notes, setNotes] = useState<Notes | null>(null);
  useEffect(() => {
    let opened: Notes | null = null;
    let closed = false;
    const open = async () => {
      const made = await client.notes(videoId);
      if (closed) return made.close();
      opened = made;
      setNotes(made);
      await client.library.include(videoId);
    };
    open().catch((error) => onProblem(problemText(error)));
    return () => {
      closed = true;
      opened?.close();
      setNotes(null);
    };
  }, [client, videoId]);
  const { library } = client;
  return {
    notes,
    /** The video, with its frame rate and start timecode. Null: not loaded yet. */
    video: useValue(() => library.get(videoId) ?? null, (changed) => library.onChange(changed), [library, videoId]),
    items: useValue(() => notes?.items ?? [], (changed) => notes?.onChange(changed) ?? (() => {}), [notes]),
    visitors: useValue(
      () => notes?.presences.visitors ?? [],
      (changed) => notes?.presences.changes.add(changed) ?? (() => {}),
      [notes],
    ),
  };
}

interface NoteActionsOptions {
  notes: Notes | null;
  onSelect: (note: Note) => void;
  /** Returns the frame of a second as a JPEG in base64. Null: the frames cannot be read. */
  frame: ((seconds: number) => Promise<string>) | null;
  onProblem: (problem: string) => void;
}

/** Returns the actions of a list of notes, and what happens to notes with a request under way, by their ids. */
export function useNoteActions({ notes, onSelect, frame, onProblem }: NoteActionsOptions) {
  const [busy, setBusy] = useState<ReadonlyMap<string, Activity>>(new Map());
  const attempt = async (note: Note, act: () => Promise<unknown>, activity: Activity = "changing") => {
    setBusy((before) => new Map(before).set(note.id, activity));
    try {
      await act();
    } catch (error) {
      onProblem(problemText(error));
    }
    setBusy((before) => new Map([...before].filter(([id]) => id !== note.id)));
  };
  const refine = async (note: Note, picture: NonNullable<typeof frame>) => {
    const timestamp = note.timestamp_seconds;
    await notes?.refine(note.id, { base64: await picture(timestamp), timestamp });
  };
  const actions: NoteActions = {
    select: onSelect,
    edit: (note, changes) => attempt(note, async () => notes?.update(note.id, changes, note.revision)),
    undo: (note) => attempt(note, async () => notes?.revert(note.id)),
    categorize: (note, category) => attempt(note, async () => notes?.update(note.id, { category }, note.revision)),
    firm: (note, firm) =>
      attempt(note, async () => notes?.update(note.id, { status: firm ? "firmed" : "ghost" })),
    remove: (note) => attempt(note, async () => notes?.delete(note.id)),
    refine: frame && ((note) => attempt(note, () => refine(note, frame), "refining")),
  };
  return { busy, actions };
}
