#include "services/agent/session/video_context_tracker.h"

#include <utility>

#include "base/error/error.h"
#include "services/shared/text/check_seconds.h"

namespace lossy::agent {
namespace {

absl::optional<absl::Duration> Milliseconds(bool given, double value) {
  if (!given) return absl::nullopt;
  return absl::Milliseconds(value);
}

}  // namespace

VideoContextTracker::VideoContextTracker(SessionRecord record, const base::Clock& clock,
                                         const SessionState& state)
    : record_(std::move(record)), clock_(clock), ring_(state.context) {
  if (notes::v1::Frame frame; !state.frame.empty() && frame.ParseFromString(state.frame)) {
    screen_ = Screen(std::move(frame), clock_.Steady() - state.frame_age);
  }
}

absl::Status VideoContextTracker::SetTimestamp(const v1::SetTimestamp& request) {
  if (!request.has_timestamp()) return base::InvalidArgument("timestamp", "is required");
  absl::Status seconds = services::CheckSeconds("timestamp", request.timestamp());
  if (!seconds.ok()) return seconds;
  ring_.SetTimestamp(clock_.Steady(), request.timestamp());
  return Save();
}

absl::Status VideoContextTracker::SetFrame(const v1::FrameEmbedding& embedding) {
  absl::StatusOr<notes::v1::Frame> frame = ToFrame(embedding);
  if (!frame.ok()) return frame.status();
  absl::Status kept = record_.SetFrame(frame->SerializeAsString());
  if (kept.ok()) screen_ = Screen(*std::move(frame), clock_.Steady());
  return kept;
}

absl::Status VideoContextTracker::SetVideo(const std::string& video_id) {
  if (video_id != ring_.current().video_id) screen_ = Screen();
  ring_.SetVideo(clock_.Steady(), video_id);
  return Save();
}

VideoContext VideoContextTracker::ContextOf(const v1::TranscriptFinal& words) const {
  return ring_.ForTranscript(
      clock_.Steady(),
      Milliseconds(words.has_transcription_time_ms(), words.transcription_time_ms()),
      Milliseconds(words.has_duration_seconds(), words.duration_seconds() * 1000));
}

// Words without durations count as spoken at their arrival.
std::string VideoContextTracker::FrameOf(const v1::TranscriptFinal& words,
                                         const VideoContext& context) const {
  const absl::Time end = clock_.Steady() - absl::Milliseconds(words.transcription_time_ms());
  Spoken spoken{.from = end - absl::Seconds(words.duration_seconds()), .to = end};
  if (ring_.has_marks()) spoken.video_second = context.timestamp_seconds;
  const notes::v1::Frame* frame =
      context.video_id == ring_.current().video_id ? screen_.FrameOf(spoken) : nullptr;
  return frame == nullptr ? "" : frame->SerializeAsString();
}

}  // namespace lossy::agent
