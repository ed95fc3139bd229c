#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "base/pg/transaction.h"
#include "services/shared/usage/usage_table.h"

namespace lossy::video {

// The limits on the rows and bytes that one user stores. 0: no limit.
struct Quotas {
  std::int64_t videos = 10'000;
  // The bytes of the texts of the videos.
  std::int64_t video_bytes = 32 << 20;
};

// The rows and bytes that one user stores.
struct Usage {
  std::int64_t videos = 0;
  std::int64_t video_bytes = 0;
};

// Returns the table with the counts of the schema's triggers. A read in a transaction sees the
// transaction's changes. The first read for a user counts the rows that are older than the
// triggers, at most a million. After a transaction changed one of the numbers, no other one can
// change them before it ends.
const services::UsageTable<Usage>& UsageCounts();

// RESOURCE_EXHAUSTED ("quota_exceeded") if the user now exceeds a quota. The caller must call it
// after it created the video. Deletions need no check.
absl::Status CheckQuotas(base::pg::Transaction& transaction, const std::string& user_id,
                         const Quotas& quotas);

}  // namespace lossy::video
