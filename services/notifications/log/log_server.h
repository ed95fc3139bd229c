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
#include "services/notifications/log/log_placement.h"
#include "services/notifications/log/topic_log.h"

namespace lossy::notifications {

// Detects that the log's database was replaced or restored to an earlier state (ADR 0022). It
// remembers positions that the log returned. A restored log contradicts them, and then all epochs
// end. Thread-safe.
class LogServer {
 public:
  // A position that an append returned.
  struct Known {
    std::string topic;
    v1::Position position;
    std::int64_t era = 0;
  };

  struct State {
    std::int64_t era = 0;  // A topic with another era must begin a new epoch.
    std::int64_t run = 0;  // Identifies one run of the database server.
    // Changes when a statement, or a dump that is loaded, writes the server's row.
    std::int64_t version = 0;
  };

  // `known` are the positions that an earlier process of this service saved. `placement` is that of
  // the database in the list of this process.
  explicit LogServer(std::vector<Known> known = {}, LogPlacement placement = {})
      : placement_(std::move(placement)), known_(std::move(known)) {}

  // Stores the placement in the database if it has another one and no topics, or if the operator
  // has cleared its place. All epochs end then, because topics may come from other databases, and
  // older logs of them may be here. Must succeed before other calls. Returns FAILED_PRECONDITION,
  // with instructions for the operator, if the database keeps another placement.
  absl::Status Claim(base::pg::Pool& pool);

  // Returns the problem that the last Claim or Recheck found with the placement.
  absl::Status CheckPlacement() const;

  // Returns the state of the server. Returns FAILED_PRECONDITION if the caller must call Recheck:
  // the server was restarted, or its row was written since the last Recheck. Returns
  // UNAVAILABLE while a restore has not written the server's row yet.
  absl::StatusOr<State> Check(base::pg::Queries& queries) const;

  // Returns the state that the last Recheck found good. All members are 0 before the first one. A
  // statement whose server has another run or version must not change the log.
  State checked() const;

  // Ends all epochs if the server is another one, or if its log contradicts the remembered
  // positions. Returns UNAVAILABLE if the database has another placement now.
  absl::Status Recheck(base::pg::Pool& pool);

  // Remembers a position. The object keeps the newest ones.
  void Remember(absl::string_view topic, const v1::Position& position, std::int64_t era);
  std::vector<Known> Remembered() const;

  // Forgets the positions of the topics, because their epochs end.
  void Forget(absl::Span<const absl::string_view> topics);

 private:
  void SetPlacementProblem(const absl::Status& problem);

  const LogPlacement placement_;

  mutable base::Mutex mutex_;
  absl::Status placement_problem_ LOSSY_GUARDED_BY(mutex_);
  State checked_ LOSSY_GUARDED_BY(mutex_);
  std::vector<Known> known_ LOSSY_GUARDED_BY(mutex_);
};

// Ends all epochs if the topic still has the epoch of `known` but the log does not have that
// position. `known.position` must have a run.
absl::Status EndIfRolledBack(base::pg::Pool& pool, const LogServer::Known& known);

// Ends all epochs.
absl::Status EndAllEpochs(base::pg::Pool& pool, absl::string_view reason);

}  // namespace lossy::notifications
