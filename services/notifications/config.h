#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "base/pg/pool.h"
#include "services/notifications/bus/nats_bus.h"
#include "services/notifications/log/memory_log.h"
#include "services/notifications/log/postgres_log.h"
#include "services/notifications/presence/presence_tracker.h"
#include "services/notifications/presence/remote_replicas.h"
#include "services/notifications/subscriptions/request_validator.h"
#include "services/notifications/subscriptions/subscribe_streams.h"

namespace lossy::notifications {

// The configuration of the notifications service.
struct NotificationsConfig {
  // The log of topics in PostgreSQL.
  struct Database {
    // The databases over which the topics are spread, at least one. All replicas have the same
    // list.
    std::vector<base::pg::Pool::Options> pools;
    PostgresLog::Options log;
    std::string log_memory_file;  // The path of a LogMemoryFile. Empty: none.
    absl::Duration trim_pause;    // Between two deletions of old events.
  };

  // The buses that connect this replica with the others.
  struct Buses {
    NatsBus::Options events;
    NatsBus::Options presence;
    // The service reports NOT_SERVING while a bus fails.
    bool required = false;
    std::string replica;  // Names this run of this replica.
    RemoteReplicas::Options remote;
    std::size_t claim_log_bytes = 0;  // The bound of ClaimLog.
  };

  // Sets the flag defaults in which this service differs from others. Must be called before the
  // command line is read.
  static void SetFlagDefaults();

  // Reads the flags once. Refuses the start (base/log/refuse_start.h) if they contradict each
  // other.
  static NotificationsConfig FromFlags();

  RequestValidator::Limits limits;
  MemoryLog::Options memory_log;
  absl::optional<Database> database;  // Nullopt: all topics live in memory.
  // The prefixes of topics whose log is in memory even with a database.
  std::vector<std::string> ephemeral_topics;
  // The prefixes of topics whose events stay valid for long (see LogTrimmer::Options).
  std::vector<std::string> lasting_topics;
  absl::optional<Buses> buses;  // Nullopt: there is one replica.
  PresenceTracker::Options presences;
  absl::Duration presence_tick;  // The shortest pause between two calls of Replication::Tick.
  SubscribeStreams::Options streams;
  int subscribe_threads = 1;
  // Between two checks: for missed events, and for old events in memory.
  absl::Duration check_pause;
  absl::Duration head_pass;  // See Hub::Limits.
};

}  // namespace lossy::notifications
