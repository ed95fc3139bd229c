#include "services/agent/pipeline/transcript_outcome.h"

#include "base/log/log.h"
#include "base/retry/backoff.h"

namespace lossy::agent {

void TranscriptOutcome::Complete(const Transcript& transcript, Progress progress,
                                 const std::vector<v1::SessionEvent>& events,
                                 const absl::optional<notes::v1::Note>& note) {
  const absl::Status status = store_.Finish(transcript, progress, events, note);
  // The next try finds the note that this one made, because both use the same request id.
  if (!status.ok())
    return RetryLater(transcript, status, base::Backoff().After(transcript.attempts));
  metrics_.Count(ToString(progress));
}

void TranscriptOutcome::SetAside(const Transcript& transcript, const absl::Status& refusal,
                                 absl::Duration delay, const v1::SessionEvent& event) {
  base::Log(base::LogLevel::kWarning, "transcript_set_aside",
            {{"transcript_id", absl::string_view(transcript.id)},
             {"request_id", absl::string_view(transcript.request_id)},
             {"attempts", std::int64_t{transcript.attempts}},
             {"problem", refusal.message()}});
  metrics_.Count("refused");
  // If this fails, the transcript can be claimed again when its lease expires.
  store_.SetAside(transcript, delay, event).IgnoreError();
}

void TranscriptOutcome::RetryLater(const Transcript& transcript, const absl::Status& status,
                                   absl::Duration delay) {
  base::Log(base::LogLevel::kWarning, "transcript_retry_scheduled",
            {{"transcript_id", absl::string_view(transcript.id)},
             {"request_id", absl::string_view(transcript.request_id)},
             {"progress", ToString(transcript.progress)},
             {"attempts", std::int64_t{transcript.attempts}},
             {"problem", status.message()}});
  metrics_.Count("retried");
  // If this fails, the transcript can be claimed again when its lease expires.
  store_.Release(transcript, delay).IgnoreError();
}

}  // namespace lossy::agent
