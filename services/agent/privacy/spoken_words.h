#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "base/pg/pool.h"
#include "base/time/clock.h"
#include "lossy/agent/v1/agent.pb.h"
#include "services/shared/privacy/word_store.h"

namespace lossy::agent {

// The words of the schema `agent`, and the sound that they were heard in, as something that is
// deleted. A deletion and the orders that follow from it are one transaction. Thread-safe.
class SpokenWords final : public services::WordStore {
 public:
  // All must outlive it.
  SpokenWords(base::pg::Pool& pool, const base::Clock& clock) : pool_(pool), clock_(clock) {}

  // Of a video with many transcripts one call deletes as many as its deadline allows.
  absl::Status Forget(const base::Caller& caller,
                      const privacy::v1::ForgetRequest& request) override;
  // Recordings are files.
  absl::Status Export(const std::string& user_id, services::TakePart take) override;

  // Errors: see agent.proto.
  absl::Status DeleteRecording(const base::Caller& caller,
                               const v1::DeleteRecordingRequest& request,
                               v1::DeleteRecordingResponse* response);

 private:
  absl::Status ForgetNote(const base::Caller& caller, const privacy::v1::ForgottenNote& note);
  absl::Status ForgetVideo(const base::Caller& caller, const std::string& video_id);
  // How many transcripts it has emptied.
  absl::StatusOr<int> ForgetSome(const base::Caller& caller, const std::string& video_id);

  base::pg::Pool& pool_;
  const base::Clock& clock_;
};

}  // namespace lossy::agent
