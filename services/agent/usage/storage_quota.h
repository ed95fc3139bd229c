#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/pg/pool.h"
#include "base/pg/queries.h"
#include "base/workers/task_run.h"

namespace lossy::agent {

// The stored data of a user, and the part that waits for the transcriber.
struct StoredUse {
  std::int64_t bytes = 0;  // Audio and words, plus 128 per row.
  std::int64_t sessions = 0;
  std::int64_t recordings = 0;
  std::int64_t transcripts = 0;
  std::int64_t waiting_recordings = 0;
  absl::Duration waiting;  // The estimated length of the waiting recordings.
};

// The limits of a user's stored data; 0 means no limit. Concurrent writes may exceed a limit by the
// size of each write.
struct StorageLimits {
  std::int64_t bytes = std::int64_t{4} << 30;
  std::int64_t sessions = 10'000;
  std::int64_t recordings = 20'000;
  std::int64_t transcripts = 500'000;
  std::int64_t waiting_recordings = 1'000;
  absl::Duration waiting = absl::Minutes(60);
};

// Returns the stored data of `user_id`. Within a transaction, the result includes the transaction's
// changes. The cost does not depend on the amount of data.
absl::StatusOr<StoredUse> ReadStoredUse(base::pg::Queries& queries, const std::string& user_id);

// These functions return OK if a user with the stored use `use` may store more. They return
// RESOURCE_EXHAUSTED with the reason `quota_exceeded` if only a deletion or time frees the quota,
// and with `rate_limited` and the time of the next try if too much audio waits for the transcriber.
// Errors name the quota as GetUsage does.
absl::Status CheckNewSession(const StoredUse& use, const StorageLimits& limits);
absl::Status CheckWords(const StoredUse& use, const StorageLimits& limits, std::size_t bytes);
// `open` is the length of the recording in progress.
absl::Status CheckAudio(const StoredUse& use, const StorageLimits& limits, std::size_t bytes,
                        absl::Duration open);

// StorageQuota reads the amount of data that each user stores, which the table `stored` has.
// Thread-safe.
class StorageQuota {
 public:
  // `pool` must outlive the object.
  StorageQuota(base::pg::Pool& pool, StorageLimits limits) : pool_(pool), limits_(limits) {}

  // Returns the user's stored data.
  absl::StatusOr<StoredUse> Use(const std::string& user_id);
  const StorageLimits& limits() const { return limits_; }

  // Runs as a periodic task. Counts the data of at most 100 users without a row in the table, for
  // example of users from before the table existed.
  absl::StatusOr<base::TaskRun> CountUncounted();

 private:
  base::pg::Pool& pool_;
  const StorageLimits limits_;
};

}  // namespace lossy::agent
