#pragma once

#include <atomic>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/pg/pool.h"
#include "base/pg/test_database.h"
#include "prometheus/registry.h"
#include "services/notifications/log/log_sql.h"
#include "services/notifications/metrics/metrics.h"

namespace lossy::notifications {

// Saves the files of the database, as a backup does. The server restarts.
inline void SaveFiles(base::pg::TestDatabase& server) {
  server.Stop();
  server.SaveFiles();
  server.Start();
}

// Replaces the files of the database by the saved ones. The server restarts.
inline void RestoreFiles(base::pg::TestDatabase& server) {
  server.Stop();
  server.RestoreFiles();
  server.Start();
}

// A new schema in a test's PostgreSQL server, with a pool and the metrics of a log.
class TestLogDatabase {
 public:
  explicit TestLogDatabase(base::pg::TestDatabase& server = base::pg::TestDatabase::Shared(),
                           const std::string& schema = NewSchema())
      : pool_(
            {
                .url = server.url(),
                .schema = schema,
                .settings = {std::begin(kJoinByIndex), std::end(kJoinByIndex)},
                .acquire_timeout = absl::Seconds(5),
                .limits = {.statement = absl::Seconds(20)},
                .retry_pause = absl::Milliseconds(20),
            },
            registry_),
        metrics_(registry_) {}

  base::pg::Pool& pool() { return pool_; }
  AppendMetrics& metrics() { return metrics_; }

 private:
  static std::string NewSchema() {
    static std::atomic<int> count{0};
    return absl::StrCat("log", ++count);
  }

  prometheus::Registry registry_;
  base::pg::Pool pool_;
  AppendMetrics metrics_;
};

}  // namespace lossy::notifications
