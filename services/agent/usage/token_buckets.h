#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/pg/pool.h"
#include "base/workers/task_run.h"

namespace lossy::agent {

// The definition of a token bucket, which the caller of Take supplies.
struct TokenBucket {
  std::string user_id;
  std::string name;   // The class of the bucket.
  std::string scope;  // Divides the buckets of a user and class, for instance by session.
  double capacity = 1;
  double refill_per_second = 0;  // 0 if it never refills.
  const char* refusal = "";      // The error text if it has too few tokens.
};

// TokenBuckets limits rates with token buckets in PostgreSQL, in the table `token_buckets`. A new
// bucket is full. All replicas share the buckets and use the database's clock. Thread-safe.
class TokenBuckets {
 public:
  // `pool` must outlive the object.
  explicit TokenBuckets(base::pg::Pool& pool) : pool_(pool) {}

  // Takes `cost` tokens from each bucket, or from none. Returns RESOURCE_EXHAUSTED, with the time
  // until there are enough tokens (0 if never), if a bucket has too few. All callers must pass
  // several buckets in the same order, or they may deadlock.
  absl::Status Take(absl::Span<const TokenBucket> buckets, double cost = 1);

  // Runs as a periodic task. Deletes at most 10,000 buckets that were not used for `age`; they are
  // full again. Scans all buckets.
  absl::StatusOr<base::TaskRun> Forget(absl::Duration age);

 private:
  base::pg::Pool& pool_;
};

}  // namespace lossy::agent
