#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/pg/pool.h"
#include "base/workers/task_run.h"

namespace lossy::agent {

// Frees the work that a database's clock holds up when somebody has set it back: leases, rests and
// the last uses of token buckets lie in its future then, an hour long if it was an hour. The table
// clock_mark has the newest time that any replica has read, so a step is found also when it
// happened while no replica ran.
class LeaseRepair {
 public:
  // `pool` must outlive it. Leases and rests that end within `keep` are left alone: they end by
  // themselves, and replicas that work hold them.
  LeaseRepair(base::pg::Pool& pool, absl::Duration keep) : pool_(pool), keep_(keep) {}

  // For PeriodicTasks of every replica, every few seconds. Frees at most ten thousand rows of each
  // table. Two replicas may then do the same work; what comes of it is one note.
  absl::StatusOr<base::TaskRun> Run();

 private:
  base::pg::Pool& pool_;
  const absl::Duration keep_;
};

}  // namespace lossy::agent
