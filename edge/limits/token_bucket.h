#pragma once

#include <atomic>
#include <cstdint>

#include "absl/time/time.h"

namespace lossy::edge {

// A rate of events: `per_second` in the long run, `burst` at once. A rate of 0 is no limit.
struct Rate {
  double per_second = 0;
  double burst = 0;
};

// The unused part of a rate. Returns the time to wait when it is used up. Thread-safe, without
// locks.
class TokenBucket {
 public:
  // Takes `cost` units. Zero: they were there. Else nothing is taken, and they will be there after
  // that time; what costs more than the burst is let through when the bucket is full. `now` is
  // Now(), or later than the last one.
  absl::Duration Take(const Rate& rate, std::int64_t now, double cost = 1);

  // Takes `cost` units whether they are there or not. The nanoseconds after which no more is owed;
  // 0: nothing is.
  std::int64_t Charge(const Rate& rate, std::int64_t now, double cost);

  // Gives back what was taken for something that did not happen.
  void Return(const Rate& rate, double cost = 1);

  // Nanoseconds since some start, some milliseconds coarse: cheap enough for every message.
  static std::int64_t Now();

 private:
  // The time at which the bucket will be full again.
  std::atomic<std::int64_t> full_at_{0};
};

}  // namespace lossy::edge
