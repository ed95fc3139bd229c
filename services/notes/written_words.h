#pragma once

#include <string>

#include "base/pg/pool.h"
#include "base/time/clock.h"
#include "services/shared/privacy/word_store.h"

namespace lossy::notes {

// The words of the schema `notes` as something that other services have deleted. Thread-safe.
class WrittenWords final : public services::WordStore {
 public:
  // All must outlive it.
  WrittenWords(base::pg::Pool& pool, const base::Clock& clock) : pool_(pool), clock_(clock) {}

  // Of a video with many notes one call deletes as many as its deadline allows.
  absl::Status Forget(const base::Caller& caller,
                      const privacy::v1::ForgetRequest& request) override;
  absl::Status Export(const std::string& user_id, services::TakePart take) override;

 private:
  absl::Status ForgetCreation(const base::Caller& caller, const std::string& request_id);
  absl::Status ForgetVideo(const base::Caller& caller, const std::string& video_id);
  // Returns the number of deleted notes.
  absl::StatusOr<int> ForgetSomeNotes(const base::Caller& caller, const std::string& video_id);

  base::pg::Pool& pool_;
  const base::Clock& clock_;
};

}  // namespace lossy::notes
