#pragma once

#include <atomic>
#include <cstdint>

#include "absl/time/time.h"
#include "base/time/clock.h"

namespace lossy::base {

// A Clock for tests that a test moves by hand. Both times have the same value at first.
// Thread-safe.
class FakeClock : public Clock {
 public:
  explicit FakeClock(absl::Time start = absl::FromUnixSeconds(1'700'000'000))
      : wall_(absl::ToUnixNanos(start)), steady_(absl::ToUnixNanos(start)) {}

  absl::Time Now() const override { return absl::FromUnixNanos(wall_); }
  absl::Time Steady() const override { return absl::FromUnixNanos(steady_); }

  // Moves both times forward. `by` must not be negative.
  void Advance(absl::Duration by) {
    wall_ += absl::ToInt64Nanoseconds(by);
    steady_ += absl::ToInt64Nanoseconds(by);
  }

  // Steps the wall time forward, or back if `by` is negative, as an operator may. The steady time
  // does not change.
  void StepWall(absl::Duration by) { wall_ += absl::ToInt64Nanoseconds(by); }

 private:
  // Nanoseconds since 1970.
  std::atomic<std::int64_t> wall_;
  std::atomic<std::int64_t> steady_;
};

}  // namespace lossy::base
