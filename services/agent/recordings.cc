#include "services/agent/recordings.h"

#include <string>
#include <vector>

#include "base/error/error.h"
#include "services/agent/models/api/not_configured.h"
#include "services/shared/text/check_id.h"

namespace lossy::agent {
namespace {

// An empty id means all sessions.
absl::Status CheckSessionId(const std::string& session_id) {
  return session_id.empty() ? absl::OkStatus() : services::CheckId("session_id", session_id);
}

constexpr int kDefaultRecordings = 100;
constexpr int kMaxRecordings = 1'000;

}  // namespace

absl::Status Recordings::List(const base::Caller& caller, const v1::ListRecordingsRequest& request,
                              v1::ListRecordingsResponse* response) {
  absl::Status session = CheckSessionId(request.session_id());
  if (!session.ok()) return session;
  const int limit = request.has_limit() ? request.limit() : kDefaultRecordings;
  if (limit < 1 || limit > kMaxRecordings) {
    return base::InvalidArgument("limit", "must be between 1 and 1000");
  }
  absl::StatusOr<std::vector<v1::Recording>> recordings =
      recordings_.List(caller.identity.user_id, request.session_id(), limit);
  if (!recordings.ok()) return recordings.status();
  response->mutable_recordings()->Assign(recordings->begin(), recordings->end());
  return absl::OkStatus();
}

absl::Status Recordings::TranscribeAgain(const base::Caller& caller,
                                         const v1::TranscribeAgainRequest& request,
                                         v1::TranscribeAgainResponse*) {
  if (!transcribes_) return NoTranscriber().Transcribe({}).status();
  absl::Status status = services::CheckId("recording_id", request.recording_id());
  if (!status.ok()) return status;
  status = recordings_.TranscribeAgain(caller.identity.user_id, request.recording_id());
  if (status.ok()) on_recording_();
  return status;
}

}  // namespace lossy::agent
