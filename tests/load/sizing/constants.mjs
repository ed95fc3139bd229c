// Measured costs, from which calculation.mjs computes the size of an installation. Each was measured on two
// cores of a shared virtual machine, by `./dev load sizing --check` or by the command that the comment names;
// docs/sizing.md has the measurements.

export const CONSTANTS = {
  // Resident memory of the edge for an idle connection that has joined a topic, in bytes.
  edge_bytes_shared_topic: 700,
  edge_bytes_own_topic: 2_000,
  edge_bytes_tls: 2_600,
  edge_base_bytes: 40_000_000,
  // Memory of the kernel for one end of an idle connection, in bytes.
  kernel_bytes: 4_000,
  // Memory of notifications for a topic that an edge follows, in bytes.
  notifications_bytes_topic: 630,
  // A row of a topic in the database, with its indexes, in bytes.
  database_bytes_topic: 400,
  // CPU for a heartbeat, in microseconds.
  heartbeat_us: 12,
  // CPU for the delivery of an event to one client, and for a full TLS handshake.
  delivery_us: 1,
  handshake_us: 600,
  // CPU for a connect and a join of a known user with a topic of their own, by process.
  join_us: { edge: 300, video: 20, notes: 60, notifications: 40, postgres: 60 },
  // The same for a new user with a new topic.
  first_join_us: { edge: 310, video: 50, notes: 215, notifications: 55, postgres: 110 },
  // CPU of an edge and of notifications to continue a followed topic after a restart of notifications.
  continue_us: { edge: 15, notifications: 25 },
  // A spoken note: the events that it publishes, the statements' CPU, and the bytes of WAL.
  note_events: 6,
  note_us: { edge: 620, video: 690, notes: 840, agent: 1_040, notifications: 660, postgres: 6_000 },
  note_wal_bytes: 11_700,
  // Events per second that one PostgreSQL appends to the log of topics.
  log_events_per_second: 30_000,
};
