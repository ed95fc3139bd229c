// The problems that an overview shows, as sentences. All functions are pure.

import type { lossy } from "./contract.js";
import { durationText } from "./format.js";

type Replica = lossy.console.v1.Replica;
type Overview = lossy.console.v1.Overview;

type Readings = ReadonlyMap<string, number>;

/** Returns the problem that the readings of a replica show, or null. docs/metrics.md has their meanings. */
type ReadingRule = (readings: Readings) => string | null;

const FULL = 0.8;
const CLOCK_LIMIT_MS = 5000;

/** A reading that is 0 while a connection or a key is missing. */
const connected = (name: string, text: string): ReadingRule => (readings) => (readings.get(name) === 0 ? text : null);

const READING_RULES: readonly ReadingRule[] = [
  connected("lossy_edge_feed_connected", "receives no events from notifications"),
  connected("lossy_edge_presence_feed_connected", "receives no presences from notifications"),
  connected("lossy_edge_control_connected", "receives no disconnects and revocations"),
  connected("lossy_jwks_own_key_known", "signs its calls with a key that --internal_jwks lacks, so others refuse them"),
  (readings) => {
    const waiting = readings.get("lossy_database_connections_waiting") ?? 0;
    return waiting > 0 ? `has calls that wait for a connection to the database: ${waiting}` : null;
  },
  (readings) => {
    const [open = 0, most = Infinity] = ["process_open_fds", "process_max_fds"].map((name) => readings.get(name));
    return open > most * FULL ? `has ${open} of ${most} files open` : null;
  },
];

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
  const readings = new Map(replica.overview?.readings.map(({ name, value }) => [name, value]));
  return READING_RULES.flatMap((rule) => {
    const trouble = rule(readings);
    return trouble ? [`${nameOf(replica)} ${trouble}`] : [];
  });
}

function clockTroubles(replica: Replica, madeAt: string | null): string[] {
  const now = replica.overview?.now ?? null;
  if (now === null || madeAt === null) return [];
  const difference = Math.abs(Date.parse(now) - Date.parse(madeAt));
  if (difference <= CLOCK_LIMIT_MS) return [];
  return [`the clock of ${nameOf(replica)} differs by ${durationText(difference)}`];
}

const versionOf = ({ overview }: Replica) => overview?.version ?? "";

// A build without changes keeps the commit of an earlier one, so commits may differ.
function versionTroubles(replicas: Replica[]): string[] {
  const counts = new Map<string, number>();
  for (const replica of replicas) counts.set(versionOf(replica), (counts.get(versionOf(replica)) ?? 0) + 1);
  const [[usual] = [""]] = [...counts].sort(([, one], [, other]) => other - one);
  const different = replicas.filter((replica) => versionOf(replica) !== usual);
  return different.map((replica) => `${nameOf(replica)} runs version ${versionOf(replica)}, but most replicas ${usual}`);
}
