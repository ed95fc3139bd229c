#pragma once

#include <cstddef>
#include <cstdint>

#include "absl/time/time.h"
#include "edge/limits/rate_limits.h"

namespace lossy::edge {

// Measures the joins, messages and bytes of one socket, or of all sockets of one user, against
// their rates. Each call must pass the same limits. Thread-safe.
class Meter {
 public:
  enum class Kind { kJoin, kMessage };

  // Counts a join or another message. Returns zero if it is within the rate. Otherwise counts
  // nothing and returns the time after which it will be. `now` is TokenBucket::Now().
  absl::Duration Admit(const RateLimits::Traffic& limits, Kind kind, std::int64_t now);
  // Undoes a successful Admit.
  void Return(const RateLimits::Traffic& limits, Kind kind);

  // Counts bytes that were read. Returns the nanoseconds for which reading must pause, or 0. `now`
  // is TokenBucket::Now().
  std::int64_t Charge(const RateLimits::Traffic& limits, std::size_t bytes, std::int64_t now) {
    return bytes_.Charge(limits.bytes, now, static_cast<double>(bytes));
  }

 private:
  TokenBucket joins_;
  TokenBucket messages_;
  TokenBucket bytes_;
};

}  // namespace lossy::edge
