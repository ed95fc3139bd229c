#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/pg/pool.h"
#include "base/pg/queries.h"
#include "base/sync/mutex.h"
#include "services/notifications/log/topic_log.h"

namespace lossy::notifications {

// The database server of the log, and the positions that this replica remembers. If an earlier
// state of the log is restored, it contradicts that memory, and all epochs end (ADR 0022).
// Thread-safe.
class LogServer {
 public:
  // A position that an append returned.
  struct Known {
    std::string topic;
    v1::Position position;
    std::int64_t era = 0;
  };

  struct State {
    std::int64_t era = 0;  // A topic of another era must begin a new epoch.
    std::int64_t run = 0;  // Of the server process.
  };

  // `known` are positions that an earlier process of this service remembered.
  explicit LogServer(std::vector<Known> known = {}) : known_(std::move(known)) {}

  // Returns the state of the server. FAILED_PRECONDITION if the caller must call Recheck: the
  // epochs began on another server or timeline, or the server was restarted. UNAVAILABLE while a
  // restore has not written the server's row yet.
  absl::StatusOr<State> Check(base::pg::Queries& queries) const;

  // Ends all epochs if the server is another one, or if its log contradicts the memory.
  absl::Status Recheck(base::pg::Pool& pool);

  // Adds a position to the memory, which keeps the newest ones.
  void Remember(absl::string_view topic, const v1::Position& position, std::int64_t era);
  std::vector<Known> Remembered() const;

  // Drops the topics from the memory, because their epochs end.
  void Forget(absl::Span<const absl::string_view> topics);

 private:
  mutable base::Mutex mutex_;
  std::int64_t run_ LOSSY_GUARDED_BY(mutex_) = 0;  // The checked one. 0: none.
  std::vector<Known> known_ LOSSY_GUARDED_BY(mutex_);
};

// Ends all epochs if `known` is in its topic's epoch and the log does not have it. `known` must
// have a run.
absl::Status EndIfWentBack(base::pg::Pool& pool, const LogServer::Known& known);

// Ends all epochs.
absl::Status EndAllEpochs(base::pg::Pool& pool, absl::string_view reason);

}  // namespace lossy::notifications
