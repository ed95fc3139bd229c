// What became of the words that the user said, until each is a note. The functions are pure.

import type { lossy } from "../../lossy/src/contract.js";

export type AgentEvent = lossy.agent.v1.AgentEvent;

/** An utterance that the server works on, or that became no note. */
export interface Heard {
  /** The id of the transcript. */
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

export interface Hearing {
  /** Utterances of this page that the server has not begun to work on. */
  readonly unheard: number;
  /** The transcripts that the server began to work on. */
  readonly begun: ReadonlySet<string>;
  readonly heard: readonly Heard[];
}

export const NOTHING_HEARD: Hearing = { unheard: 0, begun: new Set(), heard: [] };

/** Returns the state after the end of an utterance. */
export const afterUtterance = (hearing: Hearing): Hearing => ({ ...hearing, unheard: hearing.unheard + 1 });

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

/** Returns the state after an event of the session. */
export function afterEvent(hearing: Hearing, event: AgentEvent): Hearing {
  const id = event.transcript_id;
  if (!id) return hearing;
  const begins = !hearing.begun.has(id);
  const next: Hearing = {
    unheard: begins ? Math.max(0, hearing.unheard - 1) : hearing.unheard,
    begun: begins ? new Set(hearing.begun).add(id) : hearing.begun,
    heard: hearing.heard.filter((each) => each.id !== id),
  };
  const show = (text: string, failed: boolean): Hearing => ({
    ...next,
    heard: [...next.heard, { id, text, failed }].slice(-SHOWN),
  });
  const problem = problemOf(event);
  if (problem) return show(problem, true);
  if (event.type === "transcription_started") return show("Listening to what you said…", false);
  if (event.type === "transcript_ready") return show(`“${event.text ?? ""}”`, false);
  if (event.type === "note_created" || event.type === "structuring_failed") return next;
  return hearing;
}

/** Returns what the screen shows. */
export function shownOf({ unheard, heard }: Hearing): Heard[] {
  const sending = { id: "unheard", text: "Sending what you said…", failed: false };
  return unheard > 0 ? [...heard, sending] : [...heard];
}
