#pragma once

#include <string>

#include "base/pg/pool.h"
#include "base/time/clock.h"
#include "services/shared/privacy/word_store.h"

namespace lossy::notes {

// The WordStore of the notes service: deletes and exports the data of users in the schema `notes`.
// Threads: thread-safe.
class WrittenWords final : public services::WordStore {
 public:
  // `pool` and `clock` must outlive the object.
  WrittenWords(base::pg::Pool& pool, const base::Clock& clock) : pool_(pool), clock_(clock) {}

  // Deletes the notes of a request: of a creation, a video or a user. For a video, deletes as many
  // notes as the caller's deadline allows.
  absl::Status Forget(const base::Caller& caller,
                      const privacy::v1::ForgetRequest& request) override;
  absl::Status Export(const std::string& user_id, services::TakePart take) override;

 private:
  absl::Status ForgetCreation(const base::Caller& caller, const std::string& request_id);
  absl::Status ForgetVideo(const base::Caller& caller, const std::string& video_id);

  base::pg::Pool& pool_;
  const base::Clock& clock_;
};

}  // namespace lossy::notes
