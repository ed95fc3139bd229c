#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/pg/pool.h"
#include "base/workers/task_run.h"

namespace lossy::agent {

// What a bucket is, as the one who takes from it knows it.
struct TokenBucket {
  std::string user_id;
  std::string name;   // Of the class that it belongs to.
  std::string scope;  // What it counts for beside its user; empty: nothing else.
  double capacity = 1;
  double refill_per_second = 0;  // 0: it never refills.
  const char* refusal = "";      // What somebody is told who finds too little in it.
};

// Buckets of tokens, full at first: the table `token_buckets`. All replicas take from the same
// ones, by the database's clock. Thread-safe.
class TokenBuckets {
 public:
  // `pool` must outlive it.
  explicit TokenBuckets(base::pg::Pool& pool) : pool_(pool) {}

  // Takes `cost` tokens from each bucket, or none from any. RESOURCE_EXHAUSTED says when they will
  // be there, as far as others do not take them: 0 if never. Whoever takes from several at once
  // names them in the same order as everybody else.
  absl::Status Take(absl::Span<const TokenBucket> buckets, double cost = 1);

  // For PeriodicTasks. Deletes buckets that were not used for so long; they are full again. At most
  // 10,000. Looks at all.
  absl::StatusOr<base::TaskRun> Forget(absl::Duration age);

 private:
  base::pg::Pool& pool_;
};

}  // namespace lossy::agent
