#pragma once

#include <cstddef>

#include "absl/container/flat_hash_set.h"

namespace lossy::edge {

class RecentEvents;

// Bounds the memory of the RecentEvents of all topics. It must outlive them. The pool and its
// RecentEvents belong to one thread.
class RecentEventsPool {
 public:
  // The most events and bytes of one topic.
  struct Bounds {
    std::size_t events = 1000;
    std::size_t bytes = 2 << 20;
  };

  // `bounds` apply to each topic. `total_bytes` is the most bytes of all topics together.
  RecentEventsPool(const Bounds& bounds, std::size_t total_bytes)
      : bounds_(bounds), total_bytes_(total_bytes) {}
  RecentEventsPool(const RecentEventsPool&) = delete;
  RecentEventsPool& operator=(const RecentEventsPool&) = delete;

  const Bounds& bounds() const { return bounds_; }
  // Returns the bytes of all events.
  std::size_t bytes() const { return bytes_; }

  // Drops the older half of each topic's events if all events exceed `total_bytes`.
  void Trim();

 private:
  friend class RecentEvents;

  const Bounds bounds_;
  const std::size_t total_bytes_;
  std::size_t bytes_ = 0;
  absl::flat_hash_set<RecentEvents*> topics_;
};

}  // namespace lossy::edge
