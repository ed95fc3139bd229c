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

// The storage of all topics' logs: in memory, or in PostgreSQL if the configuration has a database.
// Thread-safe.
class LogStorage {
 public:
  // `metrics` and `registry` must outlive it.
  static std::unique_ptr<LogStorage> Make(const NotificationsConfig& config, Metrics& metrics,
                                          prometheus::Registry& registry);

  // Stops the deletion of old events.
  virtual ~LogStorage() = default;

  virtual TopicLog& log() = 0;

  // Prepares the tables. Until it has succeeded, topics in the database are UNAVAILABLE.
  virtual absl::Status Migrate() = 0;

  virtual std::vector<base::HealthPart> HealthParts() = 0;

  // Drops old events from memory. Must be called every second or so.
  virtual void Tick() = 0;

  // Ends the deletion of old events, and writes the file that outlives the database. The last call.
  virtual void Stop() = 0;
};

}  // namespace lossy::notifications
