#pragma once

#include <mutex>

#include "absl/time/time.h"
#include "base/time/clock.h"

namespace lossy::base {

// Stands still until a test moves it. Thread-safe.
class FakeClock : public Clock {
 public:
  explicit FakeClock(absl::Time start = absl::FromUnixSeconds(1'700'000'000)) : now_(start) {}

  absl::Time Now() const override {
    std::lock_guard lock(mu_);
    return now_;
  }

  void Advance(absl::Duration by) {
    std::lock_guard lock(mu_);
    now_ += by;
  }

 private:
  mutable std::mutex mu_;
  absl::Time now_;  // Guarded by mu_.
};

}  // namespace lossy::base
