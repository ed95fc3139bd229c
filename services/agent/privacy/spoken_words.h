#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "base/pg/pool.h"
#include "base/time/clock.h"
#include "lossy/agent/v1/agent.pb.h"
#include "services/shared/privacy/word_store.h"

namespace lossy::agent {

// SpokenWords is the WordStore of the agent: it deletes and exports the transcripts and the audio
// in the schema `agent`. One transaction contains a deletion and its Forget calls to other
// services. Thread-safe.
class SpokenWords final : public services::WordStore {
 public:
  // All references must outlive the object.
  SpokenWords(base::pg::Pool& pool, const base::Clock& clock) : pool_(pool), clock_(clock) {}

  // Deletes the words of a note, a video or a user. For a video with many transcripts, one call
  // deletes as many as its deadline allows, and returns UNAVAILABLE if more are left.
  absl::Status Forget(const base::Caller& caller,
                      const privacy::v1::ForgetRequest& request) override;
  // Exports the user's rows, and recordings as files.
  absl::Status Export(const std::string& user_id, services::TakePart take) override;

  // Implements DeleteRecording of agent.proto, with its errors.
  absl::Status DeleteRecording(const base::Caller& caller,
                               const v1::DeleteRecordingRequest& request,
                               v1::DeleteRecordingResponse* response);

 private:
  absl::Status ForgetNote(const base::Caller& caller, const privacy::v1::ForgottenNote& note);
  absl::Status ForgetVideo(const base::Caller& caller, const std::string& video_id);

  base::pg::Pool& pool_;
  const base::Clock& clock_;
};

}  // namespace lossy::agent
