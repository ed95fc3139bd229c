#pragma once

#include <cstddef>

#include "absl/container/flat_hash_set.h"

namespace lossy::edge {

class RecentEvents;

// Bounds the memory that the recent events of all topics take together. Belongs to one thread, as
// the RecentEvents in it do, which it must outlive.
class RecentEventsPool {
 public:
  // Of one topic.
  struct Bounds {
    std::size_t events = 1000;
    std::size_t bytes = 2 << 20;
  };

  // `bounds` hold for each topic, `total_bytes` for all topics together.
  RecentEventsPool(const Bounds& bounds, std::size_t total_bytes)
      : bounds_(bounds), total_bytes_(total_bytes) {}
  RecentEventsPool(const RecentEventsPool&) = delete;
  RecentEventsPool& operator=(const RecentEventsPool&) = delete;

  const Bounds& bounds() const { return bounds_; }
  std::size_t bytes() const { return bytes_; }

  // If all events together exceed `total_bytes`, each topic drops its older half.
  void Trim();

 private:
  friend class RecentEvents;

  const Bounds bounds_;
  const std::size_t total_bytes_;
  std::size_t bytes_ = 0;
  absl::flat_hash_set<RecentEvents*> topics_;
};

}  // namespace lossy::edge
