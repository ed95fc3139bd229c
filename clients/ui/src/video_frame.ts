// Pictures of a video's frames.

const MAX_WIDTH = 1024;
const MAX_HEIGHT = 2048;
const QUALITY = 0.8;
// A frame that is this close, in seconds, is the one that was asked for.
const CLOSE = 0.05;
const SEEK_LIMIT_MS = 10_000;

/** The page may not read the pixels of its video, because they are of another origin. */
export class ProtectedFrameError extends Error {
  constructor() {
    super("This page does not let its video's frames be read, so there is no picture to refine the note with.");
  }
}

/** Shows the frame of a second. Rejects if the video does not have it within 10 s. */
export async function seekTo(video: HTMLVideoElement, seconds: number): Promise<void> {
  if (Math.abs(video.currentTime - seconds) <= CLOSE && !video.seeking) return;
  const limit = AbortSignal.timeout(SEEK_LIMIT_MS);
  const seeked = new Promise<void>((resolve, reject) => {
    video.addEventListener("seeked", () => resolve(), { once: true, signal: limit });
    limit.addEventListener("abort", () => reject(new Error("The video does not go to the second of the note.")));
  });
  video.currentTime = seconds;
  await seeked;
}

/** Returns what a canvas shows as a JPEG in base64. */
export function base64Of(canvas: HTMLCanvasElement): string {
  const url = canvas.toDataURL("image/jpeg", QUALITY);
  return url.slice(url.indexOf(",") + 1);
}

/** Returns the size at which a frame is sent: its own, or as large as 1,024 × 2,048 pixels allow. */
export function pictureSize(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, MAX_WIDTH / width, MAX_HEIGHT / height);
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

/** Returns the frame on screen as a JPEG in base64. Throws a ProtectedFrameError. */
export function frameOf(video: HTMLVideoElement): string {
  const { videoWidth, videoHeight } = video;
  if (!videoWidth || !videoHeight) throw new Error("The video shows no frame yet.");
  const canvas = Object.assign(document.createElement("canvas"), pictureSize(videoWidth, videoHeight));
  canvas.getContext("2d")?.drawImage(video, 0, 0, canvas.width, canvas.height);
  try {
    return base64Of(canvas);
  } catch (error) {
    throw error instanceof DOMException && error.name === "SecurityError" ? new ProtectedFrameError() : error;
  }
}
