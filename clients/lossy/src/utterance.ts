import type { DetectedVideo } from "./library.js";

/** The place in a video to which words belong. */
export interface Moment {
  /** The UUID of the video in Lossy. Null: that of `video`, or words without a video. */
  videoId: string | null;
  /** A video whose UUID is not known yet, for instance offline. It is detected before the words are sent. */
  video?: DetectedVideo;
  /** Seconds from the start of the video, when the speaker began. Null: unknown. */
  timestamp: number | null;
}

/** A part of an utterance that waits for the server. An utterance is a text, or a recording. */
export type Part = {
  /** The name of the utterance: the request_id of a text, the stream_id of a recording. */
  utterance: string;
  moment: Moment;
} & (
  | { kind: "text"; text: string; source: string }
  | { kind: "audio"; offset: number; data: ArrayBuffer }
  | { kind: "stop" }
);

/** The size of a part in the bounds of the queue. */
export function sizeOf(part: Part): number {
  if (part.kind === "audio") return part.data.byteLength;
  return part.kind === "text" ? part.text.length : 0;
}
