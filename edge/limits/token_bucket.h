#pragma once

#include <atomic>
#include <cstdint>

#include "absl/time/time.h"

namespace lossy::edge {

// A rate in units (events or bytes): on average `per_second` units each second, and at most `burst`
// units at once. If `per_second` is 0, there is no limit.
struct Rate {
  double per_second = 0;
  double burst = 0;
};

// A token bucket, which limits a rate. It holds at most Rate::burst units and refills with
// Rate::per_second. Each call must pass the same rate. Thread-safe, without locks.
class TokenBucket {
 public:
  // Takes `cost` units and returns zero if the bucket has them. Otherwise takes nothing and returns
  // the time until it will have them. A cost above the burst passes when the bucket is full. `now`
  // is Now().
  absl::Duration Take(const Rate& rate, std::int64_t now, double cost = 1);

  // Takes `cost` units even if the bucket does not have them. Returns the nanoseconds until the
  // debt is repaid, or 0 if there is none. `now` is Now().
  std::int64_t Charge(const Rate& rate, std::int64_t now, double cost);

  // Returns units that Take has taken, for an event that did not happen.
  void Return(const Rate& rate, double cost = 1);

  // Returns the units that Take would take at once, at most Rate::burst and at least 0. `now` is
  // Now().
  double Left(const Rate& rate, std::int64_t now) const;

  // Returns the monotonic time in nanoseconds. Its resolution is a few milliseconds, and it is
  // cheap enough to read for every message.
  static std::int64_t Now();

 private:
  // The time, in nanoseconds as of Now(), at which the bucket will be full again.
  std::atomic<std::int64_t> full_at_{0};
};

}  // namespace lossy::edge
