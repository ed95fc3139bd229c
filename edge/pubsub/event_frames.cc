#include "edge/pubsub/event_frames.h"

#include <algorithm>

#include "edge/pubsub/position.h"

namespace lossy::edge {

EncodedMessagePtr EventEncoder::Encode(const BroadcastFormat& format) {
  return format.Encode(event_.name, format.extended() ? PayloadWithPosition() : event_.payload,
                       &event_.position);
}

const Payload& EventEncoder::PayloadWithPosition() {
  if (with_position_.json.empty()) {
    with_position_.json = WithPosition(event_.payload.json, event_.position);
  }
  return with_position_;
}

MissedFrames::MissedFrames(const MissedEvents& missed, const BroadcastFormat& format,
                           const Subscription& subscription) {
  for (const PublishedEventPtr& event : missed.events) {
    if (!subscription.Wants(event->name)) continue;
    offsets_.push_back(event->position.offset);
    frames_.push_back(EventEncoder(*event).Encode(format));
  }
}

absl::Span<const EncodedMessagePtr> MissedFrames::After(std::int64_t offset) const {
  const auto first = std::upper_bound(offsets_.begin(), offsets_.end(), offset);
  return absl::MakeConstSpan(frames_).subspan(first - offsets_.begin());
}

}  // namespace lossy::edge
