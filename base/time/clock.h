#pragma once

#include "absl/time/time.h"

namespace lossy::base {

// Tells the time. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time Now() const = 0;
};

// The machine's clock. Lives as long as the process.
const Clock& RealClock();

}  // namespace lossy::base
