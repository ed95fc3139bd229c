#pragma once

#include "edge/pubsub/event_types.h"
#include "edge/pubsub/position.h"
#include "edge/pubsub/published_event.h"
#include "lossy/notifications/v1/notifications.pb.h"

namespace lossy::edge {

// Convert a position between the notifications service's message and the edge's own type.
Position FromProto(const notifications::v1::Position& position);
void ToProto(const Position& position, notifications::v1::Position* out);

// Returns the event in the form that clients receive. Returns nullptr if `types` lacks the
// event's message type.
PublishedEventPtr ToPublished(const notifications::v1::Event& event, const EventTypes& types);

}  // namespace lossy::edge
