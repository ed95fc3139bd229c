#pragma once

#include <mutex>

#include "absl/time/time.h"
#include "base/time/clock.h"

namespace lossy::base {

// Stands still until a test moves it. Both times begin equal. Thread-safe.
class FakeClock : public Clock {
 public:
  explicit FakeClock(absl::Time start = absl::FromUnixSeconds(1'700'000'000))
      : wall_(start), steady_(start) {}

  absl::Time Now() const override {
    std::lock_guard lock(mu_);
    return wall_;
  }

  absl::Time Steady() const override {
    std::lock_guard lock(mu_);
    return steady_;
  }

  // Time passes: both clocks go forward. `by` must not be negative.
  void Advance(absl::Duration by) {
    std::lock_guard lock(mu_);
    wall_ += by;
    steady_ += by;
  }

  // Somebody sets the wall clock, forward or back. No time passes.
  void StepWall(absl::Duration by) {
    std::lock_guard lock(mu_);
    wall_ += by;
  }

 private:
  mutable std::mutex mu_;
  absl::Time wall_;  // Guarded by mu_, like steady_.
  absl::Time steady_;
};

}  // namespace lossy::base
