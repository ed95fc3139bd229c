#pragma once

#include <chrono>
#include <cstdint>

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "base/sync/mutex.h"

namespace lossy::base {

// Bounds the log lines of one event that may happen any number of times, so that a client that
// causes them cannot fill a disk: `burst` lines at once, then one line for each `pause`. Events
// that are not logged are counted, and the next line reports the count. Lines that differ, for
// example by their reason, need a burst above one, or a limiter for each reason. Thread-safe.
//
//   const absl::optional<std::int64_t> times = limiter_.Pass();
//   if (times.has_value()) Log(LogLevel::kWarning, "connect_failed", {{"times", *times}});
class LogLimiter {
 public:
  // The limiter uses a steady clock, so a step of the wall clock has no effect.
  using Clock = std::chrono::steady_clock;

  // `burst` is at least 1.
  explicit LogLimiter(absl::Duration pause = absl::Seconds(10), int burst = 1)
      : pause_(absl::ToChronoNanoseconds(pause)), credit_(pause_ * (burst - 1)) {}

  // The caller calls this for each event. Returns nullopt if the caller must not log the event.
  // Otherwise returns the number of events since the last logged one, this event included.
  absl::optional<std::int64_t> Pass(Clock::time_point now = Clock::now()) {
    MutexLock lock(mutex_);
    ++times_;
    if (paid_until_ < now) paid_until_ = now;
    if (paid_until_ - now > credit_) return absl::nullopt;
    paid_until_ += pause_;
    const std::int64_t times = times_;
    times_ = 0;
    return times;
  }

 private:
  const std::chrono::nanoseconds pause_;
  const std::chrono::nanoseconds credit_;
  Mutex mutex_;
  // Each logged line moves this time forward by `pause_`. It may be at most `credit_` after now.
  std::chrono::time_point<Clock, std::chrono::nanoseconds> paid_until_ LOSSY_GUARDED_BY(mutex_){};
  std::int64_t times_ LOSSY_GUARDED_BY(mutex_) = 0;
};

}  // namespace lossy::base
