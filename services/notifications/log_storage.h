#pragma once

#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "base/process/grpc_server.h"
#include "prometheus/registry.h"
#include "services/notifications/config.h"
#include "services/notifications/log/topic_log.h"
#include "services/notifications/metrics/metrics.h"

namespace lossy::notifications {

// Owns the TopicLog of the process and its resources: in memory, or in PostgreSQL if the
// configuration has one or more databases. Thread-safe.
class LogStorage {
 public:
  // `metrics` and `registry` must outlive the object.
  static std::unique_ptr<LogStorage> Make(const NotificationsConfig& config, Metrics& metrics,
                                          prometheus::Registry& registry);

  // Stops the deletion of old events.
  virtual ~LogStorage() = default;

  virtual TopicLog& log() = 0;

  // Creates the tables, or brings them up to date. Until that has succeeded for a database, calls
  // about its topics return UNAVAILABLE. Succeeds if one database works: the others are tried again
  // later. Returns FAILED_PRECONDITION, with instructions for the operator, if other replicas have
  // another list of databases.
  virtual absl::Status Migrate() = 0;

  // Returns the parts of the process's health that report on the databases.
  virtual std::vector<base::HealthPart> HealthParts() = 0;

  // Drops old events from memory. Must be called about once a second.
  virtual void Tick() = 0;

  // Ends the deletion of old events, and writes the LogMemoryFile. Must be the last call.
  virtual void Stop() = 0;
};

}  // namespace lossy::notifications
