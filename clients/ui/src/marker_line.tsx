// The time line of a video with a marker for each note.

import { Markers } from "./markers.js";
import { isRange, type Note } from "./notes.js";
import { lengthOf, placeOf, spokenTime } from "./time_line.js";
import { CLOCK_TIMES, type TimeTexts } from "./timecode.js";

interface MarkerLineProps {
  /** In the order of the time line. */
  notes: readonly Note[];
  /** In seconds. 0: unknown. */
  duration: number;
  position: number;
  selected: string | null;
  onSeek: (seconds: number) => void;
  onSelect: (note: Note) => void;
  /** Absent: minutes and seconds. */
  times?: TimeTexts;
}

const STEP_SECONDS = 5;

export function MarkerLine(props: MarkerLineProps) {
  const { notes, duration, position, selected, onSeek, onSelect, times = CLOCK_TIMES } = props;
  const length = lengthOf(duration, notes);
  const seekTo = (event: MouseEvent) => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    onSeek(((event.clientX - box.left) / box.width) * length);
  };
  const step = (event: KeyboardEvent) => {
    const targets: Record<string, number> = {
      ArrowLeft: position - STEP_SECONDS,
      ArrowRight: position + STEP_SECONDS,
      Home: 0,
      End: length,
    };
    const target = targets[event.key];
    if (target === undefined || event.target !== event.currentTarget) return;
    event.preventDefault();
    event.stopPropagation();
    onSeek(Math.min(length, Math.max(0, target)));
  };
  return (
    <div class="line">
      <div
        class="line-track"
        role="slider"
        tabIndex={0}
        aria-label="Position in the video"
        aria-valuemin={0}
        aria-valuemax={Math.round(length)}
        aria-valuenow={Math.round(position)}
        aria-valuetext={spokenTime(position)}
        onClick={seekTo}
        onKeyDown={step}
      >
        <div class="line-played" style={{ width: `${placeOf(position, length) * 100}%` }} />
        {notes.filter(isRange).map((note) => {
          const begin = placeOf(note.timestamp_seconds, length);
          const width = placeOf(note.end_seconds, length) - begin;
          return (
            <div
              key={note.id}
              class={`line-range category-${note.category ?? "general"}`}
              style={{ left: `${begin * 100}%`, width: `${width * 100}%` }}
            />
          );
        })}
      </div>
      <Markers notes={notes} length={length} selected={selected} onSelect={onSelect} times={times} />
    </div>
  );
}
