// Names the resource that was exhausted when a step of load broke its objectives.

const FULL_HOST = 0.9;
const FULL_THREAD = 0.85;
const MANY_WAITS = 0.5;

const cores = (count) => `${count.toFixed(2)} cores`;
const largestFirst = (list, of) => [...list].sort((a, b) => of(b) - of(a));

// `sample`: {
//   cores, busy      of the host: its number, and how many of them were busy
//   processes        [{ name, cpu (cores), threads: [{ name, cpu }] }], the load generator as "load"
//   waits            [{ event ("Lock:tuple"), sessions }], mean number of database sessions that waited
//   refusals         [{ name, count }], counters of refusals and losses that grew
//   queues           [{ name, mean }], gauges of calls that wait for a connection, a permit or their turn
// }
// Returns sentences, the most likely cause first; never an empty list.
export function bottlenecks(sample, broken = []) {
  const failed = broken.some(({ objective }) => objective === "errors");
  const refused = refusals(sample);
  const found = [
    ...(failed ? refused : []),
    ...fullThreads(sample),
    ...fullHost(sample),
    ...databaseWaits(sample),
    ...queues(sample),
    ...(failed ? [] : refused),
  ];
  return found.length > 0 ? found : [`no resource was exhausted: ${largestProcesses(sample)}`];
}

const refusals = ({ refusals }) =>
  largestFirst(refusals, ({ count }) => count).map(({ name, count }) => `a limit refused: ${name} +${count}`);

// The load generator has one thread that matters; a limit of it says nothing about the product.
function fullThreads({ processes }) {
  const threads = processes.flatMap(({ name, threads }) => threads.map((thread) => ({ process: name, ...thread })));
  return largestFirst(threads.filter(({ cpu }) => cpu >= FULL_THREAD), ({ cpu }) => cpu).map(
    ({ process, name, cpu }) =>
      process === "load"
        ? `the load generator: its thread used ${cores(cpu)}, the product can do more`
        : `a thread of ${process}: ${name} used ${cores(cpu)}`,
  );
}

function fullHost(sample) {
  if (sample.busy < FULL_HOST * sample.cores) return [];
  return [`the CPU of the host, ${sample.busy.toFixed(1)} of ${sample.cores} cores: ${largestProcesses(sample)}`];
}

function largestProcesses({ processes, busy }) {
  const known = processes.reduce((sum, { cpu }) => sum + cpu, 0);
  const all = [...processes, { name: "other programs", cpu: Math.max(0, busy - known) }];
  return largestFirst(all, ({ cpu }) => cpu)
    .slice(0, 4)
    .map(({ name, cpu }) => `${name} ${cpu.toFixed(2)}`)
    .join(", ");
}

const KINDS = { Lock: "a lock", LWLock: "an internal lock", IO: "the disk", IPC: "another session", Client: "its client" };

function databaseWaits({ waits }) {
  return largestFirst(waits.filter(({ sessions }) => sessions >= MANY_WAITS), ({ sessions }) => sessions).map(
    ({ event, sessions }) => {
      const [kind] = event.split(":");
      return `the database: ${sessions.toFixed(1)} sessions waited for ${KINDS[kind] ?? "an event"} (${event})`;
    },
  );
}

const queues = ({ queues }) =>
  largestFirst(queues.filter(({ mean }) => mean >= 1), ({ mean }) => mean).map(
    ({ name, mean }) => `a queue: ${name} held ${mean.toFixed(0)}`,
  );
