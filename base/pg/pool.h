#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/random/random.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/pg/connection.h"
#include "prometheus/registry.h"

namespace lossy::base::pg {

// A bounded set of connections, opened one after the other as they are needed. Thread-safe.
//
// When one cannot be opened the server is taken for away: whoever needs a new connection is refused
// at once, but for one, now and then, who tries again. So nobody waits for a server that is not
// there, and one that comes back is not run over.
//
// Errors: those of Connection, and UNAVAILABLE when no connection becomes free in time.
class Pool {
 public:
  struct Options {
    std::string url;
    std::string schema;
    int size = 8;
    // For a free connection.
    absl::Duration acquire_timeout = absl::Seconds(3);
    Connection::Limits limits;
    // After failed attempts to connect: doubled from one to the next, then somewhat less, at
    // random.
    absl::Duration retry_pause = absl::Milliseconds(200);
    absl::Duration longest_retry_pause = absl::Seconds(2);
    // Of a step of Migrate.
    Connection::Limits migration = {.statement = absl::Minutes(1), .lock = absl::Seconds(2)};
  };

  Pool(Options options, prometheus::Registry& registry);

  // One statement in a transaction of its own. Repeated a few times, like Transaction, when the
  // database has undone it for a reason that may pass.
  absl::StatusOr<Rows> Query(absl::string_view sql, std::initializer_list<Param> params = {});

  // Runs `work` between BEGIN and COMMIT, at READ COMMITTED; rolls back if it fails. `work` runs
  // again, a few times at most, when the database undid it for a conflict, an outdated plan or a
  // session that was reset; if conflicts prevent each attempt: UNAVAILABLE.
  absl::Status Transaction(absl::FunctionRef<absl::Status(Connection&)> work);

  // Lends a connection to `work` for as long as it runs.
  absl::Status With(absl::FunctionRef<absl::Status(Connection&)> work);

  // Whether a statement has failed because its table was not there: somebody has dropped or
  // replaced the database, or it was not migrated yet. Migrate sets it to false when it succeeds.
  bool schema_is_lost() const { return schema_is_lost_; }
  void SetSchemaLost(bool lost) { schema_is_lost_ = lost; }

  const Options& options() const { return options_; }

 private:
  using Connections = std::vector<std::unique_ptr<Connection>>;

  absl::StatusOr<std::unique_ptr<Connection>> Acquire();
  // nullptr: the caller is to open one.
  absl::StatusOr<std::unique_ptr<Connection>> Borrow();
  absl::StatusOr<std::unique_ptr<Connection>> Open();
  // Logs why the database cannot be used; returns what callers are told.
  absl::Status Refused(const absl::Status& problem) const;
  void Release(std::unique_ptr<Connection> connection);
  // nullptr: there is none.
  std::unique_ptr<Connection> TakeIdleLocked(Connections& dead);
  // How long to leave the server alone.
  absl::Duration NextPauseLocked();
  // Lends a connection to `work`, again if that failed and may be repeated.
  absl::Status Repeat(absl::FunctionRef<absl::Status(Connection&)> work);
  void PauseBeforeRepeat(int attempt);

  const Options options_;
  prometheus::Gauge& in_use_metric_;
  prometheus::Counter& failures_metric_;
  prometheus::Histogram& wait_metric_;

  std::atomic<bool> schema_is_lost_{false};

  std::mutex mutex_;
  std::condition_variable freed_;
  // Guarded by mutex_.
  Connections idle_;
  int lent_ = 0;
  bool opening_ = false;
  bool away_ = false;
  int failures_ = 0;                                 // To connect, since it last worked.
  absl::Time refused_until_ = absl::InfinitePast();  // Steady.
  absl::BitGen random_;
};

}  // namespace lossy::base::pg
