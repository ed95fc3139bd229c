#pragma once

#include <string>

#include "base/pg/pool.h"
#include "services/shared/privacy/word_store.h"

namespace lossy::video {

// Selects the topics of a user ($1) that carry what this service stores.
inline constexpr char kTopicsOfUser[] = "SELECT 'user:' || $1::text";

// The data of users in the schema `video`, for erasing and exporting. Thread-safe.
class LibraryWords final : public services::WordStore {
 public:
  // `pool` must outlive it.
  explicit LibraryWords(base::pg::Pool& pool) : pool_(pool) {}

  // Of users as a whole.
  absl::Status Forget(const base::Caller& caller,
                      const privacy::v1::ForgetRequest& request) override;
  absl::Status Export(const std::string& user_id, services::TakePart take) override;

 private:
  base::pg::Pool& pool_;
};

}  // namespace lossy::video
