#include "services/agent/session/transcript_intake.h"

#include "base/error/error.h"
#include "base/once/once.h"
#include "services/agent/models/api/note_writer.h"
#include "services/shared/text/check_seconds.h"
#include "services/shared/text/clean_text.h"
#include "services/shared/text/confidence.h"
#include "services/shared/text/fit_text.h"

namespace lossy::agent {
namespace {

constexpr std::size_t kMaxSourceBytes = 64;
// The source of words if the client names none.
constexpr char kLocal[] = "local";

// The text is required, but may be empty.
template <typename Words>
absl::Status CheckText(const Words& words) {
  if (!words.has_text()) return base::InvalidArgument("text", "is required");
  if (words.text().size() <= kMaxUtteranceBytes) return absl::OkStatus();
  return base::InvalidArgument("text", "must be at most 20000 bytes");
}

absl::Status CheckDurations(const v1::TranscriptFinal& words) {
  absl::Status duration = services::CheckSeconds("durationSeconds", words.duration_seconds());
  if (!duration.ok()) return duration;
  const double took = words.transcription_time_ms() / 1000;
  if (services::CheckSeconds("", took).ok()) return absl::OkStatus();
  return base::InvalidArgument("transcriptionTimeMs",
                               "must be a number of milliseconds, not negative");
}

absl::Status Check(const v1::TranscriptFinal& words) {
  if (absl::Status text = CheckText(words); !text.ok()) return text;
  if (absl::Status durations = CheckDurations(words); !durations.ok()) return durations;
  if (words.source().size() > kMaxSourceBytes) {
    return base::InvalidArgument("source", "must be at most 64 bytes");
  }
  return base::CheckRequestId(words.request_id());
}

}  // namespace

absl::StatusOr<const char*> TranscriptIntake::Take(const SessionRecord& session,
                                                   const std::string& request_id,
                                                   const v1::TranscriptFinal& words,
                                                   const VideoContextTracker& context) const {
  if (absl::Status fit = Check(words); !fit.ok()) return fit;
  Transcript transcript{.id = {},
                        .user_id = session.user_id(),
                        .session_id = session.session_id(),
                        .request_id = request_id,
                        .client_request_id = words.request_id(),
                        .text = services::CleanText(words.text()),
                        .source = services::FitName(words.source()),
                        .duration_seconds = {},
                        .context = {}};
  if (transcript.source.empty()) transcript.source = kLocal;
  if (transcript.text.empty()) return "empty";
  if (words.has_duration_seconds()) transcript.duration_seconds = words.duration_seconds();
  transcript.context = context.ContextOf(words);
  transcript.frame = context.FrameOf(words, transcript.context);
  absl::StatusOr<bool> kept = keep_(transcript);
  if (!kept.ok()) return kept.status();
  return *kept ? nullptr : "duplicate";
}

absl::StatusOr<v1::AgentEvent> ToPartialEvent(const v1::TranscriptPartial& partial) {
  if (absl::Status text = CheckText(partial); !text.ok()) return text;
  // The condition is written so that it rejects NaN.
  const double confidence = partial.confidence();
  if (!(confidence >= 0 && confidence <= 1)) {
    return base::InvalidArgument("confidence", "must be between 0 and 1");
  }
  v1::AgentEvent event;
  event.set_type("transcript_partial");
  event.set_text(services::CleanText(partial.text()));
  if (partial.has_confidence()) event.set_confidence(services::RoundConfidence(confidence));
  return event;
}

}  // namespace lossy::agent
