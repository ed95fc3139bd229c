#pragma once

#include <cstddef>
#include <cstdint>

#include "absl/time/time.h"
#include "edge/limits/rate_limits.h"

namespace lossy::edge {

// The used part of the rates of one socket, or of one user. Thread-safe.
class Meter {
 public:
  enum class Kind { kJoin, kMessage };

  // Counts a message. Zero: it may pass. Else nothing is counted, and it may be tried again after
  // that time.
  absl::Duration Admit(const RateLimits::Traffic& limits, Kind kind, std::int64_t now);
  void Return(const RateLimits::Traffic& limits, Kind kind);

  // Counts bytes that were read. The nanoseconds in which no more should be read; 0: go on.
  std::int64_t Charge(const RateLimits::Traffic& limits, std::size_t bytes, std::int64_t now) {
    return bytes_.Charge(limits.bytes, now, static_cast<double>(bytes));
  }

 private:
  TokenBucket joins_;
  TokenBucket messages_;
  TokenBucket bytes_;
};

}  // namespace lossy::edge
