#pragma once

#include <vector>

#include "edge/pubsub/position.h"
#include "edge/pubsub/published_event.h"

namespace lossy::edge {

// The events of a live topic that came after a position, or the answer that they are not available.
struct MissedEvents {
  Position after;
  // False if the log no longer has all of the events, or has no such position.
  bool complete = false;
  // In order, up to `position`. The events that are published next come after that.
  std::vector<PublishedEventPtr> events;
  Position position;

  // Returns whether an incomplete answer holds for `other`, too: the events after an older position
  // are not available either, nor is a position that is even further ahead of the log's end.
  bool Excludes(const Position& other) const {
    // The log has no such position, but with another run the same offset may be right.
    if (other.offset == after.offset && !SameRun(other, after)) return false;
    return after.offset > position.offset ? other.offset >= after.offset
                                          : other.offset <= after.offset;
  }
};

}  // namespace lossy::edge
