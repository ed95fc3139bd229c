#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "edge/pubsub/published_event.h"

namespace lossy::edge {

// The newest events of one topic and epoch, without a gap up to the last one that was added. Not
// thread-safe.
class RecentEvents {
 public:
  struct Bounds {
    std::size_t events = 1000;
    std::size_t bytes = 2 << 20;
  };

  // None yet: those that are added come after `start`. `total_bytes` counts those of all topics; it
  // must outlive this.
  RecentEvents(Position start, const Bounds& bounds, std::size_t& total_bytes)
      : start_(std::move(start)), bounds_(bounds), total_bytes_(total_bytes) {}
  ~RecentEvents() { total_bytes_ -= bytes_; }
  RecentEvents(const RecentEvents&) = delete;
  RecentEvents& operator=(const RecentEvents&) = delete;

  // The newest. Forgets the oldest that are beyond the bounds.
  void Add(PublishedEventPtr event);

  // All that came after `start` up to the oldest that is here. False, and nothing is changed: with
  // them it would be more than the bounds allow.
  bool Prepend(const Position& start, const std::vector<PublishedEventPtr>& events);

  void ForgetOlderHalf();

  // Forgets those with one of the texts in their payload.
  void Redact(const std::vector<std::string>& mentions);

  // The offset behind which everything is here.
  std::int64_t start() const { return start_.offset; }

  // Whether only the service knows if the log has `position`, and what the service says about it.
  bool MustAsk(const Position& position) const {
    return position.offset == start_.offset && start_.run == 0 && position.run != 0;
  }
  void Confirm(const Position& position) {
    if (MustAsk(position)) start_.run = position.run;
  }

  // Whether the log has `position`, which is not before start() nor after `end`, its last one.
  bool Has(const Position& position, const Position& end) const {
    return HasPosition(start_, events_, end, position);
  }

  // Those after the offset, which is not before start().
  std::vector<PublishedEventPtr> After(std::int64_t offset) const;

 private:
  void ForgetOldest();
  void Count(std::size_t bytes);

  Position start_;
  const Bounds bounds_;
  std::size_t& total_bytes_;
  std::size_t bytes_ = 0;
  std::deque<PublishedEventPtr> events_;
};

}  // namespace lossy::edge
