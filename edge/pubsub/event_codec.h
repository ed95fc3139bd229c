#pragma once

#include "edge/pubsub/position.h"
#include "edge/pubsub/published_event.h"
#include "edge/routing/routing_table.h"
#include "lossy/notifications/v1/notifications.pb.h"

namespace lossy::edge {

// Convert between the messages of the notifications service and the edge's own types.
Position FromProto(const notifications::v1::Position& position);
void ToProto(const Position& position, notifications::v1::Position* out);

// Returns the event in the form that clients receive, or nullptr if no service in `routes` declares
// its type.
PublishedEventPtr ToPublished(const notifications::v1::Event& event, const RoutingTable& routes);

}  // namespace lossy::edge
