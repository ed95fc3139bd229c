// What became of the words that the user said, until each is a note. The functions are pure.

import type { lossy } from "../../lossy/src/contract.js";

export type AgentEvent = lossy.agent.v1.AgentEvent;

/** An utterance that the server works on, or that became no note. */
export interface Heard {
  /** Of the recording or, later, of the transcript. */
  id: string;
  text: string;
  failed: boolean;
}

const SHOWN = 4;

const SKIPPED: Record<string, string> = {
  noise: "That was no speech",
  low_confidence: "That was not understood well enough for a note",
  duplicate: "That was said already",
  empty: "Nothing was said",
};

const idOf = (event: AgentEvent) => event.transcript_id ?? event.recording_id ?? "";

function without(heard: readonly Heard[], event: AgentEvent): Heard[] {
  return heard.filter(({ id }) => id !== event.transcript_id && id !== event.recording_id);
}

function problemOf(event: AgentEvent): string | null {
  const words = event.text ? `: “${event.text}”` : "";
  switch (event.type) {
    case "note_skipped":
      return `${SKIPPED[event.reason ?? ""] ?? "That became no note"}${words}`;
    case "transcription_failed":
      return `That could not be recognised: ${event.error?.message ?? "the reason is unknown"}`;
    case "structuring_failed":
      // Without words they are a note nevertheless.
      return event.text ? `That could not become a note${words}` : null;
    default:
      return null;
  }
}

/** Returns the list after an event of the session. */
export function afterEvent(heard: readonly Heard[], event: AgentEvent): Heard[] {
  const rest = without(heard, event);
  const show = (text: string, failed: boolean) =>
    [...rest, { id: idOf(event), text, failed }].slice(-SHOWN);
  const problem = problemOf(event);
  if (problem) return show(problem, true);
  if (event.type === "transcription_started") return show("Listening to what you said…", false);
  if (event.type === "transcript_ready") return show(`“${event.text ?? ""}”`, false);
  if (event.type === "note_created" || event.type === "structuring_failed") return rest;
  return [...heard];
}
