#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/pg/connection.h"
#include "base/pg/pool.h"
#include "base/sync/mutex.h"
#include "services/notifications/log/topic_log.h"

namespace lossy::notifications {

// The server that holds the log, and what this replica remembers of the log. A log that went back,
// because an earlier state was restored, contradicts that memory; then all epochs end. ADR 0022.
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
    std::int64_t era = 0;  // Topics of another era have to begin new epochs.
    std::int64_t run = 0;  // Of the server process.
  };

  // `known`: what another process of this service remembered.
  explicit LogServer(std::vector<Known> known = {}) : known_(std::move(known)) {}

  // FAILED_PRECONDITION if the epochs did not begin on this server and this timeline of it, or the
  // server was restarted since the last Recheck: then Recheck is due. UNAVAILABLE while a restore
  // has not written the server's row yet.
  absl::StatusOr<State> Check(base::pg::Connection& connection) const;

  // Ends all epochs if the server is another one, or its log contradicts the memory.
  absl::Status Recheck(base::pg::Pool& pool);

  // Adds to the memory, which keeps the newest.
  void Remember(absl::string_view topic, const v1::Position& position, std::int64_t era);
  std::vector<Known> Remembered() const;

  // Drops the topics from the memory: their epochs end.
  void Forget(absl::Span<const absl::string_view> topics);

 private:
  mutable base::Mutex mutex_;
  std::int64_t run_ LOSSY_GUARDED_BY(mutex_) = 0;  // The checked one. 0: none.
  std::vector<Known> known_ LOSSY_GUARDED_BY(mutex_);
};

// Ends all epochs if `known` is in its topic's epoch, but the log does not have it. `known` must
// have a run.
absl::Status EndIfWentBack(base::pg::Pool& pool, const LogServer::Known& known);

// Ends all epochs.
absl::Status EndAllEpochs(base::pg::Pool& pool, absl::string_view reason);

}  // namespace lossy::notifications
