#pragma once

#include <algorithm>

#include "absl/time/time.h"

namespace lossy::agent {

// How long to rest before the next try, doubling from one to the next.
struct Backoff {
  absl::Duration first = absl::Milliseconds(200);
  absl::Duration longest = absl::Seconds(10);

  // After so many tries, at least one.
  absl::Duration After(int attempts) const {
    const int doublings = std::clamp(attempts, 1, 16) - 1;
    return std::min(first * static_cast<double>(1 << doublings), longest);
  }
};

}  // namespace lossy::agent
