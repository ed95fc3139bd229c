#pragma once

#include <string>

#include "base/pg/pool.h"
#include "services/shared/privacy/word_store.h"

namespace lossy::video {

// Selects the topics of a user ($1) that have events of this service.
inline constexpr char kTopicsOfUser[] = "SELECT 'user:' || $1::text";

// Deletes and exports the data of users in the schema `video`. Threads: thread-safe.
class VideoWords final : public services::WordStore {
 public:
  // `pool` must outlive the object.
  explicit VideoWords(base::pg::Pool& pool) : pool_(pool) {}

  // INVALID_ARGUMENT unless the request names a user as a whole.
  absl::Status Forget(const base::Caller& caller,
                      const privacy::v1::ForgetRequest& request) override;
  absl::Status Export(const std::string& user_id, services::TakePart take) override;

 private:
  base::pg::Pool& pool_;
};

}  // namespace lossy::video
