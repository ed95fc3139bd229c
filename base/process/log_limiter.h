#pragma once

#include <cstdint>
#include <mutex>

#include "absl/time/time.h"
#include "absl/types/optional.h"

namespace lossy::base {

// Keeps an event that may come in any number from filling the log: lets it through once in a while
// and counts the rest. Thread-safe.
class LogLimiter {
 public:
  explicit LogLimiter(absl::Duration pause = absl::Seconds(10)) : pause_(pause) {}

  // Called for each event. Nullopt: it is not to be logged. Else how often it happened since the
  // last that was logged, this time included.
  absl::optional<std::int64_t> Pass(absl::Time now) {
    std::lock_guard lock(mutex_);
    ++times_;
    // A clock that was set back must not silence the log.
    if (absl::AbsDuration(now - passed_at_) < pause_) return absl::nullopt;
    passed_at_ = now;
    const std::int64_t times = times_;
    times_ = 0;
    return times;
  }

 private:
  const absl::Duration pause_;
  std::mutex mutex_;
  absl::Time passed_at_ = absl::InfinitePast();  // Guarded by mutex_, like times_.
  std::int64_t times_ = 0;
};

}  // namespace lossy::base
