#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/random/random.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/pg/commit_listeners.h"
#include "base/pg/connection.h"
#include "base/pg/queries.h"
#include "base/pg/setting.h"
#include "base/pg/transaction.h"
#include "base/sync/mutex.h"
#include "prometheus/registry.h"

namespace lossy::base::pg {

// A bounded set of connections to one schema, opened one after the other as calls need them.
//
// After an attempt to connect failed, the pool regards the server as down: it fails calls that need
// a new connection at once, and lets one call at a time try again after a pause. So calls do not
// wait for a server that is down, and do not overload one that has just restarted.
//
// Threads: thread-safe. Lifetime: must outlive the calls. Errors: those of Connection, and
// UNAVAILABLE when no connection becomes free within `acquire_timeout`.
class Pool final : public Queries {
 public:
  struct Options {
    std::string url;     // libpq's URL or key=value string.
    std::string schema;  // The search path of each connection.
    // Settings of each connection, beside those of session.h. Migrate does not use them.
    std::vector<Setting> settings = {};
    // The label `database` of the pool's metrics, for a process with several pools. Empty: none.
    std::string label = {};
    // The largest number of connections, at least 1.
    int size = 8;
    // Longest wait for a free connection.
    absl::Duration acquire_timeout = absl::Seconds(3);
    Connection::Limits limits;
    // The pause after a failed attempt to connect doubles from attempt to attempt. The pool waits
    // for a random part of it, at least half.
    absl::Duration retry_pause = absl::Milliseconds(200);
    absl::Duration longest_retry_pause = absl::Seconds(2);
    // The limits of a step of Migrate.
    Connection::Limits migration = {.statement = absl::Minutes(1), .lock = absl::Seconds(2)};
  };

  // Opens no connection yet. `registry` must outlive the pool.
  Pool(Options options, prometheus::Registry& registry);

  using Queries::Query;
  // Runs one statement in a transaction of its own. Repeats it as Transaction does.
  absl::StatusOr<Rows> Query(absl::string_view sql, absl::Span<const Param> params) override;

  // Runs `work` between BEGIN and COMMIT, at READ COMMITTED; rolls back if it fails. Runs `work`
  // again, at most four times, when the database undid the transaction for a conflict, an outdated
  // plan or a reset session: `work` must assign its results each time. UNAVAILABLE if conflicts
  // prevent every attempt.
  absl::Status Transaction(absl::FunctionRef<absl::Status(pg::Transaction&)> work);

  // Lends a connection to `work` while it runs. Runs `work` once. Returns its status.
  absl::Status With(absl::FunctionRef<absl::Status(Connection&)> work);

  // The listeners that the pool calls after a commit (Transaction::NotifyOnCommit).
  CommitListeners& commit_listeners() { return commit_listeners_; }

  // True after a statement failed because its table or schema does not exist: an operator dropped
  // or replaced the database, or Migrate did not run yet. Migrate sets it to false.
  bool schema_is_lost() const { return schema_is_lost_; }
  void SetSchemaLost(bool lost) { schema_is_lost_ = lost; }

  // True while the pool regards the server as down: the last attempt to connect failed.
  bool is_down() const;

  const Options& options() const { return options_; }

 private:
  using Connections = std::vector<std::unique_ptr<Connection>>;

  absl::StatusOr<std::unique_ptr<Connection>> Acquire();
  // Returns nullptr if the caller must open a connection.
  absl::StatusOr<std::unique_ptr<Connection>> Borrow();
  absl::StatusOr<std::unique_ptr<Connection>> Open();
  // Adds the errors of the connection to the metric.
  void CountErrors(Connection& connection);
  // Logs why the database cannot be used. Returns the status for callers, without the operator's
  // instructions.
  absl::Status Refused(const absl::Status& problem) const;
  void Release(std::unique_ptr<Connection> connection);
  // Returns nullptr if no healthy connection is idle. Moves broken ones to `dead`.
  std::unique_ptr<Connection> TakeIdle(Connections* dead) LOSSY_REQUIRES(mutex_);
  // The pause before the next attempt to connect.
  absl::Duration NextPause() LOSSY_REQUIRES(mutex_);
  // Lends a connection to `work`, and does so again if `work` failed and may be repeated.
  absl::Status Repeat(absl::FunctionRef<absl::Status(Connection&)> work);
  void PauseBeforeRepeat(int attempt);

  const Options options_;
  prometheus::Gauge& in_use_metric_;
  prometheus::Gauge& waiting_metric_;
  prometheus::Counter& failures_metric_;
  prometheus::Histogram& wait_metric_;
  prometheus::Counter& busy_metric_;  // Calls without a connection: none was free in time,
  prometheus::Counter& down_metric_;  // or the server was down.
  std::array<prometheus::Counter*, kErrorClasses> error_metrics_;  // By ErrorClass.

  CommitListeners commit_listeners_;
  std::atomic<bool> schema_is_lost_{false};

  mutable Mutex mutex_;
  CondVar freed_;
  Connections idle_ LOSSY_GUARDED_BY(mutex_);
  int lent_ LOSSY_GUARDED_BY(mutex_) = 0;
  bool opening_ LOSSY_GUARDED_BY(mutex_) = false;
  bool down_ LOSSY_GUARDED_BY(mutex_) = false;
  // Failed attempts to connect since the last that succeeded.
  int failures_ LOSSY_GUARDED_BY(mutex_) = 0;
  // Before this steady time no call opens a connection.
  absl::Time next_attempt_ LOSSY_GUARDED_BY(mutex_) = absl::InfinitePast();
  absl::BitGen random_ LOSSY_GUARDED_BY(mutex_);
};

}  // namespace lossy::base::pg
