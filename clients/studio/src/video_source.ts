// The videos that a user can open: which one it is for Lossy, and how it is shown.

import type { DetectedVideo, Video } from "../../lossy/src/library.js";

export type VideoSource =
  | { kind: "file"; title: string; externalId: string; url: string }
  | { kind: "sample" }
  | { kind: "youtube"; id: string; url: string }
  | { kind: "vimeo"; id: string; url: string }
  /** A video of the library whose file this page does not have. */
  | { kind: "absent"; video: Video };

const SAMPLE_ID = "lossy-sample";
const HASHED_BYTES = 1 << 20;

/** Returns the source that a link names, or null if it is none of YouTube or Vimeo. */
export function sourceOfLink(text: string): VideoSource | null {
  let url: URL;
  try {
    url = new URL(/^https?:\/\//.test(text.trim()) ? text.trim() : `https://${text.trim()}`);
  } catch {
    return null;
  }
  const host = url.hostname.replace(/^(www|m|music)\./, "");
  const segments = url.pathname.split("/").filter(Boolean);
  const youtube = youtubeId(host, url, segments);
  if (youtube && /^[\w-]{6,20}$/.test(youtube)) {
    return { kind: "youtube", id: youtube, url: `https://www.youtube.com/watch?v=${youtube}` };
  }
  const vimeo = /^(player\.)?vimeo\.com$/.test(host) && segments.find((part) => /^\d{5,15}$/.test(part));
  return vimeo ? { kind: "vimeo", id: vimeo, url: `https://vimeo.com/${vimeo}` } : null;
}

function youtubeId(host: string, url: URL, segments: string[]): string | null | undefined {
  if (host === "youtu.be") return segments[0];
  if (host !== "youtube.com" && host !== "youtube-nocookie.com") return null;
  if (["shorts", "embed", "live"].includes(segments[0] ?? "")) return segments[1];
  return url.searchParams.get("v");
}

/** Returns the source of a file. The same file has the same id, wherever it is. */
export async function sourceOfFile(file: File): Promise<VideoSource> {
  const head = await file.slice(0, HASHED_BYTES).arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", head)).slice(0, 12);
  const hash = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return {
    kind: "file",
    title: file.name,
    externalId: `file-${file.size}-${hash}`,
    url: URL.createObjectURL(file),
  };
}

/** Returns the source of a video of the library. */
export function sourceOfVideo(video: Video): VideoSource {
  const { platform, external_id: id, url } = video;
  if (platform === "youtube") return { kind: "youtube", id, url };
  if (platform === "vimeo") return { kind: "vimeo", id, url };
  return id === SAMPLE_ID ? { kind: "sample" } : { kind: "absent", video };
}

/** Returns the message by which Lossy finds or creates the video. */
export function detectionOf(source: Exclude<VideoSource, { kind: "absent" }>): DetectedVideo {
  switch (source.kind) {
    case "file":
      return { platform: "generic", video_id: source.externalId, title: source.title };
    case "sample":
      return { platform: "generic", video_id: SAMPLE_ID, title: "Sample" };
    default:
      return { platform: source.kind, video_id: source.id, url: source.url };
  }
}

export function titleOf(source: VideoSource): string {
  switch (source.kind) {
    case "file":
      return source.title;
    case "sample":
      return "Sample";
    case "absent":
      return source.video.title ?? source.video.external_id;
    default:
      return source.url.replace(/^https:\/\/(www\.)?/, "");
  }
}
