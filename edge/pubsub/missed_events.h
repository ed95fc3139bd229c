#pragma once

#include <vector>

#include "edge/pubsub/position.h"
#include "edge/pubsub/published_event.h"

namespace lossy::edge {

// The events of a live topic after a position, or the answer that they are not available. The
// source of topics sends it to a hub.
struct MissedEvents {
  Position after;  // The position that the hub asked for.
  // False if the log no longer has all of the events, or has no such position.
  bool complete = false;
  // The events in order. Empty if not complete.
  std::vector<PublishedEventPtr> events;
  // The position of the topic's last event. The hub receives later events by Hub::Publish.
  Position position;

  // Returns true if this answer, which is not complete, also applies to `other`. If the events
  // after `after` were dropped from the log, so were those after an older position. If `after` is
  // ahead of the log's end, so is a later position.
  bool Excludes(const Position& other) const {
    // The log does not have the offset in this run, but may have it in another run.
    if (other.offset == after.offset && !SameRun(other, after)) return false;
    return after.offset > position.offset ? other.offset >= after.offset
                                          : other.offset <= after.offset;
  }
};

}  // namespace lossy::edge
