// The markers of notes at their places on a time line.

import type { MarkableNote } from "./notes.js";
import { markersOf, spokenTime } from "./time_line.js";
import { CLOCK_TIMES, type TimeTexts } from "./timecode.js";

interface MarkersProps<Note extends MarkableNote> {
  /** In the order of the time line. */
  notes: readonly Note[];
  /** The length of the line in seconds. */
  length: number;
  /** Notes that are closer than this share of the line have one marker. */
  gap?: number;
  selected: string | null;
  onSelect: (note: Note) => void;
  /** Absent: minutes and seconds. */
  times?: TimeTexts;
}

export function Markers<Note extends MarkableNote>(props: MarkersProps<Note>) {
  const { notes, length, gap, selected, onSelect, times = CLOCK_TIMES } = props;
  return (
    <div class="line-markers" role="group" aria-label="Notes on the time line">
      {markersOf(notes, length, gap).map(({ place, notes: together }) => {
        const [first] = together as [Note];
        const more = together.length > 1 ? `, and ${together.length - 1} more` : "";
        const chosen = together.some(({ id }) => id === selected);
        return (
          <button
            key={first.id}
            type="button"
            class={`marker category-${first.category ?? "general"}`}
            aria-current={chosen ? "true" : undefined}
            aria-label={`Note at ${spokenTime(first.timestamp_seconds)}: ${first.text}${more}`}
            title={`${times.show(first.timestamp_seconds)} ${first.text}${more}`}
            style={{ left: `${place * 100}%` }}
            onClick={() => onSelect(first)}
          />
        );
      })}
    </div>
  );
}
