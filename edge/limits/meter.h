#pragma once

#include <cstdint>

#include "absl/time/time.h"
#include "edge/limits/rate_limits.h"

namespace lossy::edge {

// Measures the joins and other messages of one socket, or of all sockets of one user, against their
// rates. Each call must pass the same limits. Thread-safe.
class Meter {
 public:
  enum class Kind { kJoin, kMessage };

  // Counts a join or another message. Returns zero if it is within the rate. Otherwise counts
  // nothing and returns the time after which it will be. `now` is TokenBucket::Now().
  absl::Duration Admit(const RateLimits::Traffic& limits, Kind kind, std::int64_t now);
  // Undoes a successful Admit.
  void Return(const RateLimits::Traffic& limits, Kind kind);
  // Return what is left of the rates. `now` is TokenBucket::Now().
  double JoinsLeft(const RateLimits::Traffic& limits, std::int64_t now) const {
    return joins_.Left(limits.joins, now);
  }
  double MessagesLeft(const RateLimits::Traffic& limits, std::int64_t now) const {
    return messages_.Left(limits.messages, now);
  }

 private:
  TokenBucket joins_;
  TokenBucket messages_;
};

}  // namespace lossy::edge
