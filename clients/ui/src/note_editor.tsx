// The form that changes the text of a note, and its end.

import { useEffect, useRef, useState } from "preact/hooks";
import { isRange, type Note, type NoteEdit } from "./notes.js";
import type { TimeTexts } from "./timecode.js";

interface NoteEditorProps {
  note: Note;
  /** The note for assistive technology, such as "note at 5 seconds". */
  name: string;
  times: TimeTexts;
  /** Returns the second of the video that is on screen. Absent: it is unknown. */
  position: (() => number) | undefined;
  /** Receives the members that the user changed. */
  onSave: (changes: NoteEdit) => void;
  onCancel: () => void;
}

/** Returns the end that a text names, the note's own second for an empty text, or a problem. */
export function readEnd(text: string, note: Note, times: TimeTexts): { seconds: number } | { problem: string } {
  if (!text.trim()) return { seconds: note.timestamp_seconds };
  const read = times.read(text);
  if ("problem" in read || read.seconds > note.timestamp_seconds) return read;
  return { problem: `The end must be after the start, ${times.show(note.timestamp_seconds)}.` };
}

export function NoteEditor({ note, name, times, position, onSave, onCancel }: NoteEditorProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const shownEnd = isRange(note) ? times.show(note.end_seconds) : "";
  const [end, setEnd] = useState(shownEnd);
  const [problem, setProblem] = useState("");
  useEffect(() => area.current?.focus(), []);
  const save = () => {
    const changes: NoteEdit = {};
    const text = area.current?.value.trim();
    if (text && text !== note.text) changes.text = text;
    if (end.trim() !== shownEnd) {
      const read = readEnd(end, note, times);
      if ("problem" in read) return setProblem(read.problem);
      changes.end_seconds = read.seconds;
    }
    onSave(changes);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === "Escape") onCancel();
    if (event.key === "Enter" && !event.shiftKey && !(event.target instanceof HTMLButtonElement)) {
      event.preventDefault();
      save();
    }
  };
  const endId = `end-${note.id}`;
  const problemId = `${endId}-problem`;
  return (
    <form
      class="note-editor"
      onKeyDown={keys}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <textarea ref={area} rows={3} maxLength={5000} aria-label={`Text of the ${name}`} defaultValue={note.text} />
      <div class="row">
        <label for={endId}>Until</label>
        <input
          id={endId}
          class="note-end-input"
          value={end}
          placeholder="one moment"
          autocomplete="off"
          aria-invalid={problem !== ""}
          aria-describedby={problem ? problemId : undefined}
          onInput={(event) => setEnd(event.currentTarget.value)}
        />
        {position && (
          <button type="button" title="The second that is on screen" onClick={() => setEnd(times.show(position()))}>
            Now
          </button>
        )}
      </div>
      {problem && (
        <p id={problemId} class="refusal" role="alert">
          {problem}
        </p>
      )}
      <div class="row">
        <button class="main">Save</button>
        <button type="button" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}
