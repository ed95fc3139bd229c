// The numbers of a replica as texts. All functions are pure.

import type { lossy } from "./contract.js";
import { bytesText, numberText } from "./format.js";

type Reading = lossy.admin.v1.Reading;

/** The load of a process at a glance; the other readings are shown on demand. */
const MAIN: ReadonlySet<string> = new Set([
  "lossy_edge_connections",
  "lossy_edge_websockets",
  "lossy_edge_channels",
  "lossy_edge_topics",
  "lossy_agent_sessions",
  "lossy_notifications_streams",
  "lossy_notifications_subscriptions",
  "lossy_notifications_presences",
  "lossy_database_connections_in_use",
  "process_resident_memory_bytes",
]);

/** Returns the readings at a glance, and the others. */
export function splitReadings(readings: readonly Reading[]): { main: Reading[]; others: Reading[] } {
  const main = readings.filter(({ name }) => MAIN.has(name));
  const others = readings.filter(({ name }) => !MAIN.has(name));
  return { main, others };
}

/** Returns the name of a reading for a person: "edge channels", "resident memory". */
export const readingName = ({ name }: Reading) =>
  name.replace(/^(lossy|process)_/, "").replace(/_(bytes|seconds)$/, "").replaceAll("_", " ");

export function readingText({ name, value }: Reading): string {
  if (name.endsWith("_bytes")) return bytesText(value);
  return name.endsWith("_seconds") ? `${numberText(value)} s` : numberText(value);
}
