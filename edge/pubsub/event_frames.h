#pragma once

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "edge/pubsub/broadcast_format.h"
#include "edge/pubsub/missed_events.h"
#include "edge/pubsub/published_event.h"
#include "edge/pubsub/subscription.h"
#include "edge/transcoding/payload.h"
#include "edge/transport/encoded_message.h"

namespace lossy::edge {

// Encodes one event for several groups. It makes the payload with the event's position once, when
// the first group needs it. Not thread-safe.
class EventEncoder {
 public:
  // `event` must outlive the encoder.
  explicit EventEncoder(const PublishedEvent& event) : event_(event) {}

  EncodedMessagePtr Encode(const BroadcastFormat& format);

 private:
  const Payload& PayloadWithPosition();

  const PublishedEvent& event_;
  Payload with_position_;
};

// The frames of missed events for the subscriptions of one group. Immutable after construction.
class MissedFrames {
 public:
  // Encodes the events that `subscription` wants. It may be any subscription of the group, because
  // all want the same events.
  MissedFrames(const MissedEvents& missed, const BroadcastFormat& format,
               const Subscription& subscription);

  // Returns the frames of the events after the offset, in order. They live as long as this object.
  absl::Span<const EncodedMessagePtr> After(std::int64_t offset) const;

 private:
  std::vector<std::int64_t> offsets_;
  std::vector<EncodedMessagePtr> frames_;
};

}  // namespace lossy::edge
