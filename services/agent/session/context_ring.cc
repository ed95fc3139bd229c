#include "services/agent/session/context_ring.h"

#include <utility>

namespace lossy::agent {
namespace {

// The voice detector keeps utterances at a greater distance than this.
constexpr absl::Duration kNear = absl::Seconds(2);

}  // namespace

void ContextRing::SetTimestamp(absl::Time arrival, double seconds) {
  current_.timestamp_seconds = seconds;
  timed_ = true;
  Add({.arrival = arrival, .context = current_});
}

void ContextRing::SetVideo(absl::Time arrival, std::string video_id) {
  if (video_id == current_.video_id) return;
  current_.video_id = std::move(video_id);
  Add({.arrival = arrival, .context = current_, .timed = false});
}

void ContextRing::Add(Mark mark) {
  marks_.push_back(std::move(mark));
  if (marks_.size() > kSize) marks_.pop_front();
}

VideoContext ContextRing::ForTranscript(absl::Time arrival,
                                        absl::optional<absl::Duration> transcription,
                                        absl::optional<absl::Duration> utterance) const {
  if (!transcription || !utterance) return current_;
  const absl::Time start = arrival - *transcription - *utterance;
  const Mark* nearest = nullptr;
  const Mark* before = nullptr;
  for (const Mark& mark : marks_) {
    if (mark.arrival <= start) before = &mark;
    const absl::Duration distance = absl::AbsDuration(mark.arrival - start);
    if (!mark.timed || distance > kNear) continue;
    if (nearest == nullptr || distance < absl::AbsDuration(nearest->arrival - start)) {
      nearest = &mark;
    }
  }
  if (nearest != nullptr) return nearest->context;
  return before != nullptr ? before->context : current_;
}

}  // namespace lossy::agent
