// Places on a time line, and times as texts. All functions are pure.

import type { MarkableNote } from "./notes.js";

/** Notes that are too close to each other for markers of their own. */
export interface Marker<Note extends MarkableNote> {
  /** From 0, the start of the line, to 1. */
  place: number;
  notes: Note[];
}

/** Returns "1:02", or "1:01:02" for an hour or more. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(Number.isFinite(seconds) ? seconds : 0));
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** Returns "1 minute 2 seconds", for assistive technology. */
export function spokenTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(Number.isFinite(seconds) ? seconds : 0));
  const part = (value: number, unit: string) =>
    value === 0 ? [] : [`${value} ${unit}${value === 1 ? "" : "s"}`];
  const parts = [
    ...part(Math.floor(whole / 3600), "hour"),
    ...part(Math.floor(whole / 60) % 60, "minute"),
    ...part(whole % 60, "second"),
  ];
  return parts.join(" ") || "0 seconds";
}

/** The place of a second on a line of that length, from 0 to 1. A line without a length has one end. */
export function placeOf(seconds: number, duration: number): number {
  if (!(duration > 0)) return 0;
  return Math.min(1, Math.max(0, seconds / duration));
}

/**
 * Returns the markers of notes that are in the order of the time line. A note that is closer than
 * `gap` to the first note of a marker joins that marker.
 */
export function markersOf<Note extends MarkableNote>(
  ordered: readonly Note[],
  duration: number,
  gap = 0.012,
): Marker<Note>[] {
  const markers: Marker<Note>[] = [];
  for (const note of ordered) {
    const place = placeOf(note.timestamp_seconds, duration);
    const last = markers.at(-1);
    if (last && place - last.place < gap) last.notes.push(note);
    else markers.push({ place, notes: [note] });
  }
  return markers;
}

/** The length of the line: that of the video, or as long as the notes need. */
export function lengthOf(duration: number, ordered: readonly MarkableNote[]): number {
  if (duration > 0 && Number.isFinite(duration)) return duration;
  return (ordered.at(-1)?.timestamp_seconds ?? 0) * 1.1 || 1;
}
