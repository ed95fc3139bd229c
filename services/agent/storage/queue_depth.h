#pragma once

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "base/pg/pool.h"
#include "base/workers/task_run.h"
#include "prometheus/gauge.h"
#include "prometheus/registry.h"

namespace lossy::agent {

// QueueDepth exports how many transcripts wait in the queue or are in progress, and the age of the
// oldest, by status. Each replica measures the whole queue, so an operator must not add the values
// of replicas. Threads: one thread calls Measure.
class QueueDepth {
 public:
  // Both must outlive the object.
  QueueDepth(base::pg::Pool& pool, prometheus::Registry& registry);

  // Measures the queue. The cost is bounded: it counts at most 10,000 transcripts of a status.
  // Errors: those of the database.
  absl::StatusOr<base::TaskRun> Measure();

 private:
  struct Status {
    prometheus::Gauge& transcripts;
    prometheus::Gauge& oldest;
  };

  base::pg::Pool& pool_;
  std::map<std::string, Status> statuses_;  // Never changes.
};

}  // namespace lossy::agent
