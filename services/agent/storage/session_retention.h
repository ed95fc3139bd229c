#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/pg/pool.h"
#include "base/workers/task_run.h"

namespace lossy::agent {

// SessionRetention deletes old sessions and recordings. Its methods run as periodic tasks, also on
// several replicas at the same time. Each run is bounded; TaskRun::more is true if more rows are
// due. Errors are those of the database. Thread-safe.
class SessionRetention {
 public:
  // `pool` must outlive the object.
  explicit SessionRetention(base::pg::Pool& pool) : pool_(pool) {}

  // Delete finished recordings, and sessions with their words, that are older than `age`. A run
  // deletes at most 1,000. Recordings that wait for the transcriber stay, and so do sessions with
  // unfinished work.
  absl::StatusOr<base::TaskRun> ForgetRecordings(absl::Duration age);
  absl::StatusOr<base::TaskRun> ForgetSessions(absl::Duration age);

  // Return how long ago the oldest remaining one should have been deleted; zero if none is due.
  absl::StatusOr<absl::Duration> RecordingsOverdue(absl::Duration age);
  absl::StatusOr<absl::Duration> SessionsOverdue(absl::Duration age);

  // Deletes owners of deleted sessions. Checks 1,000 owners that follow `after`, and advances
  // `after`; it restarts at the beginning after the last owner.
  absl::StatusOr<base::TaskRun> ForgetOwners(std::string* after);

 private:
  base::pg::Pool& pool_;
};

}  // namespace lossy::agent
