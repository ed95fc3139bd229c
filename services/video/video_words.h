#pragma once

#include <string>

#include "base/pg/pool.h"
#include "services/shared/privacy/word_store.h"

namespace lossy::video {

// An SQL statement that selects the pub/sub topics of a user ($1) that have events of this service.
inline constexpr char kTopicsOfUser[] = "SELECT 'user:' || $1::text";

// The WordStore of the video service: deletes and exports the data of users in the schema `video`.
// Threads: thread-safe.
class VideoWords final : public services::WordStore {
 public:
  // `pool` must outlive the object.
  explicit VideoWords(base::pg::Pool& pool) : pool_(pool) {}

  // Erases the caller's user. Returns INVALID_ARGUMENT if the request names anything less than the
  // whole user.
  absl::Status Forget(const base::Caller& caller,
                      const privacy::v1::ForgetRequest& request) override;
  absl::Status Export(const std::string& user_id, services::TakePart take) override;

 private:
  base::pg::Pool& pool_;
};

}  // namespace lossy::video
