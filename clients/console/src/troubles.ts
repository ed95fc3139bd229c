// The problems that an overview shows, as sentences. All functions are pure.

import type { lossy } from "./contract.js";
import { durationText } from "./format.js";

type Replica = lossy.console.v1.Replica;
type Overview = lossy.console.v1.Overview;

/** A reading above its limit is a problem. The limits are those of the alerts with the same meaning. */
const READING_LIMITS: Record<string, { limit: number; text: (value: number) => string }> = {
  outbox_oldest_seconds: {
    limit: 10,
    text: (value) => `has an event that waits for its publication since ${durationText(value * 1000)}`,
  },
  feed_silence_seconds: {
    limit: 10,
    text: (value) => `has received nothing from notifications for ${durationText(value * 1000)}`,
  },
};
const CLOCK_LIMIT_MS = 5000;

const nameOf = ({ program, address }: Replica) => `${program} ${address}`;

/** Returns one sentence for each problem, the worst first. Empty: all is well. */
export function troublesOf(overview: Overview): string[] {
  const { replicas } = overview;
  const silent = replicas.filter(({ problem }) => problem !== "");
  const answering = replicas.filter(({ overview: state }) => state !== null);
  return [
    ...silent.map((replica) => `${nameOf(replica)} does not answer: ${replica.problem}`),
    ...answering.flatMap(readinessTroubles),
    ...answering.flatMap(readingTroubles),
    ...answering.flatMap((replica) => clockTroubles(replica, overview.made_at)),
    ...versionTroubles(answering),
  ];
}

function readinessTroubles(replica: Replica): string[] {
  const state = replica.overview;
  if (!state) return [];
  if (state.draining) return [`${nameOf(replica)} drains`];
  const failing = state.parts.filter(({ works }) => !works);
  const reasons = failing.map(({ name, problem }) => (problem ? `${name} (${problem})` : name)).join(", ");
  if (!state.ready) return [`${nameOf(replica)} is not ready${reasons ? `: ${reasons}` : ""}`];
  return failing.length > 0 ? [`${nameOf(replica)} is ready, but a part fails: ${reasons}`] : [];
}

function readingTroubles(replica: Replica): string[] {
  return (replica.overview?.readings ?? []).flatMap(({ name, value }) => {
    const known = READING_LIMITS[name];
    return known && value > known.limit ? [`${nameOf(replica)} ${known.text(value)}`] : [];
  });
}

function clockTroubles(replica: Replica, madeAt: string | null): string[] {
  const now = replica.overview?.now ?? null;
  if (now === null || madeAt === null) return [];
  const difference = Math.abs(Date.parse(now) - Date.parse(madeAt));
  if (difference <= CLOCK_LIMIT_MS) return [];
  return [`the clock of ${nameOf(replica)} differs by ${durationText(difference)}`];
}

function versionTroubles(replicas: Replica[]): string[] {
  const versions = new Set(replicas.map(({ overview }) => `${overview?.version} (${overview?.commit})`));
  return versions.size > 1 ? [`the replicas run different versions: ${[...versions].sort().join(", ")}`] : [];
}
