#include "services/agent/pipeline/transcript_outcome.h"

#include "base/error/error.h"
#include "base/log/log.h"
#include "services/agent/pipeline/backoff.h"

namespace lossy::agent {

void TranscriptOutcome::Finish(const Transcript& transcript, Progress progress,
                               const std::vector<v1::SessionEvent>& events,
                               const absl::optional<notes::v1::Note>& note) {
  const absl::Status status = store_.Finish(transcript, progress, events, note);
  // Somebody does it again; the note stays the same.
  if (!status.ok()) return Rest(transcript, status, Backoff().After(transcript.attempts));
  metrics_.Count(ToString(progress));
}

void TranscriptOutcome::SetAside(const Transcript& transcript, const absl::Status& refusal,
                                 absl::Duration rest, const v1::SessionEvent& event) {
  base::Log(base::LogLevel::kWarning, "transcript_set_aside",
            {{"transcript_id", absl::string_view(transcript.id)},
             {"request_id", absl::string_view(transcript.request_id)},
             {"attempts", std::int64_t{transcript.attempts}},
             {"problem", refusal.message()}});
  metrics_.Count("refused");
  // Failing that, it rests until its lease is over.
  store_.SetAside(transcript, rest, event).IgnoreError();
}

void TranscriptOutcome::Rest(const Transcript& transcript, const absl::Status& status,
                             absl::Duration rest) {
  base::Log(base::LogLevel::kWarning, "transcript_rests",
            {{"transcript_id", absl::string_view(transcript.id)},
             {"request_id", absl::string_view(transcript.request_id)},
             {"progress", ToString(transcript.progress)},
             {"attempts", std::int64_t{transcript.attempts}},
             {"problem", status.message()}});
  metrics_.Count("retried");
  // Failing that, it rests until its lease is over.
  store_.Release(transcript, rest).IgnoreError();
}

bool IsFinal(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange:
    case absl::StatusCode::kUnimplemented:
      return true;
    default:
      return base::IsQuotaExceeded(status);
  }
}

}  // namespace lossy::agent
