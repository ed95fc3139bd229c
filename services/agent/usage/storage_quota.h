#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/pg/pool.h"
#include "base/pg/transaction.h"
#include "base/workers/task_run.h"

namespace lossy::agent {

// What is stored of a user, and what of it waits to be heard.
struct StoredUse {
  std::int64_t bytes = 0;  // Of sound and words, and 128 for each row.
  std::int64_t sessions = 0;
  std::int64_t recordings = 0;
  std::int64_t transcripts = 0;
  std::int64_t waiting_recordings = 0;
  absl::Duration waiting;  // As estimated.
};

// The most that may be stored of a user. 0: no limit. Concurrent writes may exceed a limit by what
// each of them stores.
struct StorageLimits {
  std::int64_t bytes = std::int64_t{4} << 30;
  std::int64_t sessions = 10'000;
  std::int64_t recordings = 20'000;
  std::int64_t transcripts = 500'000;
  std::int64_t waiting_recordings = 1'000;
  absl::Duration waiting = absl::Minutes(60);
};

// Returns what is stored of `user_id`, with the changes of an open transaction. The cost does not
// depend on the amount.
absl::StatusOr<StoredUse> ReadStoredUse(base::pg::Connection& connection,
                                        const std::string& user_id);

// Whether a user of whom `use` is stored may store more. RESOURCE_EXHAUSTED: a quota that only
// deleting or time frees (reason `quota_exceeded`), or too much waits to be heard (`rate_limited`,
// with when to try again). Errors name the quota as GetUsage does.
absl::Status CheckNewSession(const StoredUse& use, const StorageLimits& limits);
absl::Status CheckWords(const StoredUse& use, const StorageLimits& limits, std::size_t bytes);
// `open` is how long the recording that is being made is by now.
absl::Status CheckAudio(const StoredUse& use, const StorageLimits& limits, std::size_t bytes,
                        absl::Duration open);

// Who stores how much: the table `stored`. Thread-safe.
class StorageQuota {
 public:
  // `pool` must outlive it.
  StorageQuota(base::pg::Pool& pool, StorageLimits limits) : pool_(pool), limits_(limits) {}

  absl::StatusOr<StoredUse> Use(const std::string& user_id);
  const StorageLimits& limits() const { return limits_; }

  // Counts what is stored of users of whom it is not known, at most a hundred, for instance from
  // before the table was there. For PeriodicTasks.
  absl::StatusOr<base::TaskRun> CountUncounted();

 private:
  base::pg::Pool& pool_;
  const StorageLimits limits_;
};

}  // namespace lossy::agent
