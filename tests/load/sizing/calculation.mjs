// Computes what an installation takes: memory, cores, edges and databases.

const GB = 1e9;

// The processes of which each joins and notes have costs, in the order of the result.
const PROCESSES = ["edge", "video", "notes", "agent", "notifications", "postgres"];

const coresOf = (perSecond, micros) => (perSecond * micros) / 1e6;
const sum = (values) => Object.values(values).reduce((total, value) => total + value, 0);

// `load`: { connections, own_topics (share of the connections with a topic of their own), tls (0 or 1),
// heartbeat_seconds, back_seconds (all clients are back after the loss of all edges), restart_seconds (all
// topics are live after a restart of notifications), notes_per_second, followers (of a video, on average),
// edge_connections (most of one edge), core_use (share of a core that may be used) }. `constants` as in
// constants.mjs. Returns { memory, cores, counts }: bytes, cores and numbers by name.
export function computeSize(load, constants) {
  const memory = memoryOf(load, constants);
  const cores = coresByCause(load, constants);
  const joins = sum(cores.joins);
  return { memory, cores, counts: countsOf(load, constants, memory, cores), peak: { joins } };
}

function memoryOf(load, constants) {
  const own = load.connections * load.own_topics;
  const shared = load.connections - own;
  return {
    edges:
      own * constants.edge_bytes_own_topic +
      shared * constants.edge_bytes_shared_topic +
      load.connections * load.tls * constants.edge_bytes_tls +
      edgesOf(load) * constants.edge_base_bytes,
    kernel: load.connections * constants.kernel_bytes,
    notifications: own * constants.notifications_bytes_topic,
    "topics in the database": own * constants.database_bytes_topic,
  };
}

// Cores that are busy: all the time, for heartbeats and notes, and after a loss, for joins and topics.
function coresByCause(load, constants) {
  const joinsPerSecond = load.connections / load.back_seconds;
  const joins = scale(constants.join_us, joinsPerSecond);
  joins.edge += load.tls * coresOf(joinsPerSecond, constants.handshake_us);
  const notes = scale(constants.note_us, load.notes_per_second);
  const deliveries = load.notes_per_second * constants.note_events * load.followers;
  notes.edge += coresOf(deliveries, constants.delivery_us);
  const topicsPerSecond = (load.connections * load.own_topics) / load.restart_seconds;
  return {
    heartbeats: { edge: coresOf(load.connections / load.heartbeat_seconds, constants.heartbeat_us) },
    notes,
    joins,
    restart: scale(constants.continue_us, topicsPerSecond),
  };
}

const scale = (micros, perSecond) =>
  Object.fromEntries(Object.entries(micros).map(([name, each]) => [name, coresOf(perSecond, each)]));

const edgesOf = ({ connections, edge_connections }) => Math.ceil(connections / edge_connections);

function countsOf(load, constants, memory, cores) {
  const events = load.notes_per_second * constants.note_events;
  const busiest = (name) => Math.max(steady(cores, name), cores.joins[name] ?? 0, cores.restart[name] ?? 0);
  const counts = { edges: edgesOf(load) };
  for (const name of PROCESSES) counts[`cores for ${name}`] = busiest(name) / load.core_use;
  counts["databases for the log of topics"] = Math.max(1, Math.ceil(events / (constants.log_events_per_second * load.core_use)));
  counts["memory of one edge, GB"] = (memory.edges + memory.kernel) / counts.edges / GB;
  counts["WAL, MB per second"] = (load.notes_per_second * constants.note_wal_bytes) / 1e6;
  counts["seconds of joins with one core of PostgreSQL"] =
    (load.connections * constants.join_us.postgres) / 1e6 / load.core_use;
  return counts;
}

// The cores that a process uses all the time.
export const steady = (cores, name) => (cores.heartbeats[name] ?? 0) + (cores.notes[name] ?? 0);

// The deviation of a measurement from its calculation, as a share of the measurement.
export const deviation = (computed, measured) => (computed - measured) / measured;
