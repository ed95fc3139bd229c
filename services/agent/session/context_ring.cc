#include "services/agent/session/context_ring.h"

#include <utility>

namespace lossy::agent {
namespace {

// The voice detector keeps utterances further apart than this.
constexpr absl::Duration kNear = absl::Seconds(2);

}  // namespace

void ContextRing::SetTimestamp(absl::Time arrival, double seconds) {
  current_.timestamp_seconds = seconds;
  marks_.push_back({.arrival = arrival, .context = current_});
  if (marks_.size() > kSize) marks_.pop_front();
}

void ContextRing::SetVideo(absl::Time, std::string video_id) {
  current_.video_id = std::move(video_id);
}

Context ContextRing::ForTranscript(absl::Time arrival, absl::optional<absl::Duration> transcription,
                                   absl::optional<absl::Duration> utterance) const {
  if (marks_.empty()) return current_;
  if (!transcription || !utterance) return marks_.back().context;
  const absl::Time start = arrival - *transcription - *utterance;
  const Mark* nearest = nullptr;
  const Mark* before = nullptr;
  for (const Mark& mark : marks_) {
    if (mark.arrival <= start) before = &mark;
    const absl::Duration distance = absl::AbsDuration(mark.arrival - start);
    if (distance > kNear) continue;
    if (nearest == nullptr || distance < absl::AbsDuration(nearest->arrival - start)) {
      nearest = &mark;
    }
  }
  if (nearest != nullptr) return nearest->context;
  return before != nullptr ? before->context : marks_.back().context;
}

}  // namespace lossy::agent
