#pragma once

#include <condition_variable>
#include <functional>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/pg/connection.h"
#include "prometheus/registry.h"

namespace lossy::base::pg {

// A bounded set of connections, opened as needed and again after the server was away. Thread-safe.
// Errors: those of Connection, and UNAVAILABLE when no connection becomes free in time.
class Pool {
 public:
  struct Options {
    std::string url;
    std::string schema;
    int size = 8;
    // For a free connection, for opening one, and for each statement.
    absl::Duration acquire_timeout = absl::Seconds(5);
    absl::Duration statement_timeout = absl::Seconds(5);
    // After a failed attempt to connect, others fail at once for this long.
    absl::Duration retry_pause = absl::Milliseconds(200);
  };

  Pool(Options options, prometheus::Registry& registry);

  // One statement in a transaction of its own. Not repeated on failure.
  absl::StatusOr<Rows> Query(absl::string_view sql, std::initializer_list<Param> params = {});

  // Runs `work` between BEGIN and COMMIT; rolls back if it fails. Started again, three times at
  // most, when the database aborted it for a conflict, so `work` may run more than once.
  absl::Status Transaction(absl::FunctionRef<absl::Status(Connection&)> work);

  // Lends a connection to `work` for as long as it runs.
  absl::Status With(absl::FunctionRef<absl::Status(Connection&)> work);

  const Options& options() const { return options_; }

 private:
  absl::StatusOr<std::unique_ptr<Connection>> Acquire();
  absl::StatusOr<std::unique_ptr<Connection>> Open();
  void Release(std::unique_ptr<Connection> connection);
  absl::Status TryTransaction(absl::FunctionRef<absl::Status(Connection&)> work);

  const Options options_;
  prometheus::Gauge& in_use_metric_;
  prometheus::Counter& failures_metric_;
  prometheus::Histogram& wait_metric_;

  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<Connection>> idle_;    // Guarded by mutex_.
  int lent_ = 0;                                     // Guarded by mutex_.
  absl::Time refused_until_ = absl::InfinitePast();  // Guarded by mutex_.
};

}  // namespace lossy::base::pg
