#pragma once

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "absl/time/time.h"
#include "base/time/clock.h"

namespace lossy::base {

// Waits until `pred` is true, at most until `deadline`, which is a steady time and may be infinite.
// Returns pred(). std::condition_variable::wait_until of a wall time would wait longer or shorter
// when somebody sets the wall clock.
template <typename Pred>
bool WaitUntil(std::condition_variable& changed, std::unique_lock<std::mutex>& lock,
               absl::Time deadline, Pred pred) {
  // The standard library computes a point in time, which a longer wait could overflow.
  constexpr absl::Duration kLongestWait = absl::Hours(1);
  while (!pred()) {
    const absl::Duration left = deadline - SteadyNow();
    if (left <= absl::ZeroDuration()) return false;
    changed.wait_for(lock, absl::ToChronoMicroseconds(
                               absl::Ceil(std::min(left, kLongestWait), absl::Microseconds(1))));
  }
  return true;
}

}  // namespace lossy::base
