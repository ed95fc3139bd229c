#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "base/pg/pool.h"
#include "base/process/grpc_server.h"
#include "base/workers/task_run.h"
#include "prometheus/registry.h"
#include "services/notifications/config.h"
#include "services/notifications/log/log_placement.h"
#include "services/notifications/log/log_server.h"
#include "services/notifications/log/postgres_log.h"
#include "services/notifications/metrics/metrics.h"

namespace lossy::notifications {

// One of the databases over which the topics are spread: its connections and its log. It fails and
// recovers independently of the others. Thread-safe, except Maintain.
class LogDatabase {
 public:
  // The database is the one of `config` at `placement`. `known` are the saved positions of its
  // topics. `metrics` and `registry` must outlive the object.
  LogDatabase(const NotificationsConfig::Database& config, LogPlacement placement,
              std::vector<LogServer::Known> known, AppendMetrics& metrics,
              prometheus::Registry& registry);

  PostgresLog& log() { return log_; }

  // Returns the part of the process's health that reports on this database. If it is the only one,
  // the part is required, and creates lost tables again. Otherwise the part is "database.1",
  // "database.2", …, and the process serves the topics of the other databases while it fails.
  base::HealthPart Health();

  // Deletes old events for a limited time. If this is one of several databases, and its log is not
  // ready or its tables were lost, tries to make it ready. One thread must call it about once a
  // second.
  absl::StatusOr<base::TaskRun> Maintain();

  // The name of the task that calls Maintain, in metrics and logs.
  std::string task_name() const;

 private:
  bool is_only() const { return placement_.places == 1; }
  absl::Status Check() const;

  const LogPlacement placement_;
  base::pg::Pool pool_;
  PostgresLog log_;
};

}  // namespace lossy::notifications
