#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/pg/pool.h"
#include "base/workers/task_run.h"

namespace lossy::agent {

// LeaseRepair frees work after an operator has set back the clock of the database. Leases, delays
// and the last uses of token buckets then lie in the future. The table clock_mark has the newest
// time that any replica has read, so that a step is detected even if no replica ran at the time.
// Thread-safe.
class LeaseRepair {
 public:
  // `pool` must outlive the object. Leases and delays that end within `keep` stay: they expire
  // soon, and working replicas hold them.
  LeaseRepair(base::pg::Pool& pool, absl::Duration keep) : pool_(pool), keep_(keep) {}

  // Runs as a periodic task of every replica, every few seconds. Frees at most 10,000 rows per
  // table. Two replicas may then do the same work, which still makes one note.
  absl::StatusOr<base::TaskRun> Run();

 private:
  base::pg::Pool& pool_;
  const absl::Duration keep_;
};

}  // namespace lossy::agent
