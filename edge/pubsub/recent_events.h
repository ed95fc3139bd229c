#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "edge/pubsub/published_event.h"
#include "edge/pubsub/recent_events_pool.h"

namespace lossy::edge {

// A buffer of the newest events of one topic and epoch. It has every event from start() up to the
// last one that was added, except redacted ones. Belongs to the pool's thread.
class RecentEvents {
 public:
  using Bounds = RecentEventsPool::Bounds;

  // The buffer is empty at first. The first added event must be the one after `start`. The pool
  // sets the bounds and counts the bytes. It must outlive the buffer.
  RecentEvents(Position start, RecentEventsPool& pool);
  ~RecentEvents();
  RecentEvents(const RecentEvents&) = delete;
  RecentEvents& operator=(const RecentEvents&) = delete;

  // Adds the newest event. Drops the oldest events if the bounds are exceeded.
  void Add(PublishedEventPtr event);

  // Adds older events: all events after `start` up to the oldest one in the buffer. Returns false
  // and changes nothing if they would exceed the bounds.
  bool Prepend(const Position& start, const std::vector<PublishedEventPtr>& events);

  void DropOlderHalf();

  // Drops the events whose payload contains one of the texts.
  void Redact(const std::vector<std::string>& mentions);

  // Returns the offset before the oldest event. The buffer has every event after it.
  std::int64_t start() const { return start_.offset; }

  // Returns true if only the service can decide if the log has `position`, because the run at
  // start() is unknown. The caller must call Confirm once the service reports that the log has it.
  bool MustAsk(const Position& position) const {
    return position.offset == start_.offset && start_.run == 0 && position.run != 0;
  }
  void Confirm(const Position& position) {
    if (MustAsk(position)) start_.run = position.run;
  }

  // Returns true if the log has `position`. Its offset must be between start() and that of `end`,
  // the position of the last event.
  bool Has(const Position& position, const Position& end) const {
    return HasPosition(start_, events_, end, position);
  }

  // Returns the events after the offset, which must be at least start().
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
