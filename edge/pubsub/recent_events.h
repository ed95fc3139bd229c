#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "edge/pubsub/published_event.h"
#include "edge/pubsub/recent_events_pool.h"

namespace lossy::edge {

// The newest events of one topic and epoch, without a gap up to the last one that was added. Not
// thread-safe.
class RecentEvents {
 public:
  using Bounds = RecentEventsPool::Bounds;

  // Begins without events: the first one that is added comes after `start`. Its bounds are the
  // pool's, and the pool counts its bytes. The pool must outlive it.
  RecentEvents(Position start, RecentEventsPool& pool);
  ~RecentEvents();
  RecentEvents(const RecentEvents&) = delete;
  RecentEvents& operator=(const RecentEvents&) = delete;

  // Adds the newest event and drops the oldest ones beyond the bounds.
  void Add(PublishedEventPtr event);

  // Adds all events after `start` up to the oldest one here. Returns false and changes nothing if
  // they would exceed the bounds.
  bool Prepend(const Position& start, const std::vector<PublishedEventPtr>& events);

  void DropOlderHalf();

  // Drops the events with one of the texts in their payload.
  void Redact(const std::vector<std::string>& mentions);

  // The offset after which every event is here.
  std::int64_t start() const { return start_.offset; }

  // Returns whether only the service can tell if the log has `position`. Confirm records that the
  // service said so.
  bool MustAsk(const Position& position) const {
    return position.offset == start_.offset && start_.run == 0 && position.run != 0;
  }
  void Confirm(const Position& position) {
    if (MustAsk(position)) start_.run = position.run;
  }

  // Returns whether the log has `position`, which must lie between start() and `end`, the position
  // of the last event.
  bool Has(const Position& position, const Position& end) const {
    return HasPosition(start_, events_, end, position);
  }

  // Returns the events after the offset, which must not be less than start().
  std::vector<PublishedEventPtr> After(std::int64_t offset) const;

 private:
  void DropOldest();
  void AddBytes(std::size_t bytes);
  void RemoveBytes(std::size_t bytes);

  Position start_;
  RecentEventsPool& pool_;
  std::size_t bytes_ = 0;
  std::deque<PublishedEventPtr> events_;
};

}  // namespace lossy::edge
