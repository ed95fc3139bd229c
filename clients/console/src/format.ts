// Values as texts. All functions are pure.

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Returns a duration in milliseconds with its two largest units: "3 d 4 h", "45 s". */
export function durationText(milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`;
  if (ms < HOUR) return two(ms, MINUTE, "min", SECOND, "s");
  if (ms < DAY) return two(ms, HOUR, "h", MINUTE, "min");
  return two(ms, DAY, "d", HOUR, "h");
}

function two(ms: number, large: number, largeName: string, small: number, smallName: string): string {
  return `${Math.floor(ms / large)} ${largeName} ${Math.floor((ms % large) / small)} ${smallName}`;
}

/** Returns the time between a timestamp and `now`, or "–" without a timestamp. */
export function sinceText(timestamp: string | null, now: number): string {
  return timestamp === null ? "–" : durationText(now - Date.parse(timestamp));
}

/** Returns the time of day of a timestamp in the operator's zone, with milliseconds. */
export function clockText(timestamp: string | null): string {
  if (timestamp === null) return "–";
  const time = new Date(timestamp);
  const part = (value: number, digits = 2) => String(value).padStart(digits, "0");
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map((value) => part(value)).join(":");
  return `${clock}.${part(time.getMilliseconds(), 3)}`;
}

export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KiB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

/** Returns a number with at most two digits behind the point. */
export const numberText = (value: number) =>
  Number.isInteger(value) ? String(value) : String(Number(value.toFixed(2)));

/** Returns the text of base64 bytes; bytes that are no UTF-8 become U+FFFD. */
export function payloadText(base64: string): string {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}

/** Returns a count with its noun: "1 replica", "2 replicas". */
export const countText = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;
