#pragma once

#include <algorithm>
#include <memory>
#include <string>

#include "base/trace/trace_context.h"
#include "edge/metrics/delivery_lag.h"
#include "edge/pubsub/position.h"
#include "edge/transcoding/payload.h"

namespace lossy::edge {

// An event of a pub/sub topic, with the payload that clients receive. Immutable, so that threads
// share it.
struct PublishedEvent {
  std::string topic;
  std::string name;
  Payload payload;
  Position position;
  DeliveryOrigin origin;
  base::TraceContext trace = {};  // The span that appended the event. Empty: no sampled trace.
};

using PublishedEventPtr = std::shared_ptr<const PublishedEvent>;

// Returns true if a log has an event at `position`, with the same run. `position` must be between
// `start` and `end`, and all three must have the same epoch. `events` are events after `start` up
// to `end` in order, with the member `position`; some may be missing.
template <typename Events>
bool HasPosition(const Position& start, const Events& events, const Position& end,
                 const Position& position) {
  const auto next = std::upper_bound(
      events.begin(), events.end(), position.offset,
      [](std::int64_t offset, const auto& event) { return offset < event->position.offset; });
  const Position& before = next == events.begin() ? start : (*std::prev(next))->position;
  if (before.offset == position.offset) return SameRun(before, position);
  if (end.offset == position.offset) return SameRun(end, position);
  const Position& after = next == events.end() ? end : (*next)->position;
  return position.run == 0 || (before.run <= position.run && position.run <= after.run);
}

}  // namespace lossy::edge
