#pragma once

#include <algorithm>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/error/error.h"

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

  // The same, and not before the time that whoever refused asks for.
  absl::Duration After(int attempts, const absl::Status& refusal) const {
    const absl::Duration asked = absl::Milliseconds(base::ToError(refusal).retry_after_ms());
    return std::max(asked, After(attempts));
  }
};

}  // namespace lossy::agent
