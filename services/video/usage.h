#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "base/pg/transaction.h"

namespace lossy::video {

// The limits of what one user stores. 0: no limit.
struct Quotas {
  std::int64_t videos = 10'000;
  // Of the texts of the videos.
  std::int64_t video_bytes = 32 << 20;
};

// The rows and bytes that one user stores.
struct Usage {
  std::int64_t videos = 0;
  std::int64_t video_bytes = 0;
};

// Reads what the schema's triggers have counted, changes of `transaction` included. The first read
// for a user counts the rows that are older than the triggers, at most a million. If `transaction`
// has created or deleted a video, the numbers cannot change any more before it ends.
absl::StatusOr<Usage> FindUsage(base::pg::Transaction& transaction, const std::string& user_id);

// RESOURCE_EXHAUSTED ("quota_exceeded") when the user stores more than that. Call it in the
// transaction that created a video, after that.
absl::Status CheckQuotas(base::pg::Transaction& transaction, const std::string& user_id,
                         const Quotas& quotas);

}  // namespace lossy::video
