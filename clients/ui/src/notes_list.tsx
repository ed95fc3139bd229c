// The list of a video's notes. Each note can be changed in its place.

import { useEffect, useRef, useState } from "preact/hooks";
import { NoteEditor } from "./note_editor.js";
import { canUndo, CATEGORIES, isFirm, isRange, type Note, type NoteCategory, type NoteEdit } from "./notes.js";
import { spokenTime } from "./time_line.js";
import { CLOCK_TIMES, type TimeTexts } from "./timecode.js";

export interface NoteActions {
  select: (note: Note) => void;
  edit: (note: Note, changes: NoteEdit) => void;
  undo: (note: Note) => void;
  categorize: (note: Note, category: NoteCategory) => void;
  firm: (note: Note, firm: boolean) => void;
  remove: (note: Note) => void;
  /** Null: there is no frame of the video to refine with. */
  refine: ((note: Note) => void) | null;
}

/** A request under way for a note. */
export type Activity = "changing" | "refining";

interface NotesListProps {
  notes: readonly Note[];
  selected: string | null;
  /** The notes with a request under way, by their ids. */
  busy: ReadonlyMap<string, Activity>;
  actions: NoteActions;
  /** Absent: minutes and seconds. */
  times?: TimeTexts;
  /** Returns the second of the video that is on screen. Absent: it is unknown. */
  position?: (() => number) | undefined;
}

export function NotesList({ notes, selected, busy, actions, times = CLOCK_TIMES, position }: NotesListProps) {
  return (
    <ol class="notes" aria-label="Notes">
      {notes.map((note) => (
        <NoteItem
          key={note.id}
          note={note}
          selected={note.id === selected}
          activity={busy.get(note.id)}
          actions={actions}
          times={times}
          position={position}
        />
      ))}
    </ol>
  );
}

interface NoteItemProps {
  note: Note;
  selected: boolean;
  activity: Activity | undefined;
  actions: NoteActions;
  times: TimeTexts;
  position: (() => number) | undefined;
}

function NoteItem({ note, selected, activity, actions, times, position }: NoteItemProps) {
  const [editing, setEditing] = useState(false);
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (selected) item.current?.scrollIntoView({ block: "nearest" });
  }, [selected]);
  const name = `note at ${spokenTime(note.timestamp_seconds)}`;
  const begin = times.show(note.timestamp_seconds);
  const end = isRange(note) ? `– ${times.show(note.end_seconds)}` : "";
  const refine = activity === "refining" ? "Refining…" : "Refine";
  const firm = isFirm(note);
  return (
    <li
      ref={item}
      class={`note category-${note.category ?? "general"}`}
      aria-current={selected ? "true" : undefined}
      aria-busy={activity !== undefined}
      data-id={note.id}
      data-status={note.status}
    >
      <button
        type="button"
        class="note-time"
        aria-label={`${begin}${end && ` ${end}`}: go to the ${name}`}
        onClick={() => actions.select(note)}
      >
        {begin} {end && <span class="note-end">{end}</span>}
      </button>
      <div class="note-body">
        {editing ? (
          <NoteEditor
            note={note}
            name={name}
            times={times}
            position={position}
            onSave={(changes) => {
              setEditing(false);
              if (Object.keys(changes).length > 0) actions.edit(note, changes);
            }}
            onCancel={() => setEditing(false)}
          />
        ) : (
          <p class="note-text" onClick={() => actions.select(note)} onDblClick={() => setEditing(true)}>
            {note.text}
          </p>
        )}
        <div class="note-tools" role="group" aria-label={`Actions on the ${name}`}>
          <select
            class="note-category"
            aria-label={`Category of the ${name}`}
            value={note.category ?? "general"}
            onChange={(event) => actions.categorize(note, event.currentTarget.value as NoteCategory)}
          >
            {CATEGORIES.map((category) => (
              <option key={category} value={category}>
                {category}
              </option>
            ))}
          </select>
          <button type="button" aria-pressed={firm} onClick={() => actions.firm(note, !firm)}>
            Firm
          </button>
          <button type="button" data-edit aria-label={`Edit the ${name}`} onClick={() => setEditing(true)}>
            Edit
          </button>
          <button
            type="button"
            aria-label={`Undo the last change of the ${name}`}
            disabled={!canUndo(note)}
            onClick={() => actions.undo(note)}
          >
            Undo
          </button>
          {actions.refine && (
            <button
              type="button"
              aria-label={`${refine} the ${name} with the frame on screen`}
              title="Rewrites the note with the frame of its second"
              disabled={activity !== undefined}
              onClick={() => actions.refine?.(note)}
            >
              {refine}
            </button>
          )}
          <button type="button" class="danger" aria-label={`Delete the ${name}`} onClick={() => actions.remove(note)}>
            Delete
          </button>
        </div>
      </div>
    </li>
  );
}
