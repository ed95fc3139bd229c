#pragma once

#include "absl/time/time.h"

namespace lossy::base {

// Tells two times, which must not be mixed:
//
// - The wall time is what people and other machines call the time. An operator or NTP may set it at
//   any moment, by hours, in either direction. It is for times that are stored, shown, or compared
//   with another program's claim, like a token's expiry.
// - The steady time goes forward with the same speed whatever happens to the wall time. It is for
//   deadlines, leases, pauses, retries, caches, rates and durations. It means nothing in another
//   process. It begins near the wall time of the process's start, so that a log is readable.
//
// `tests/architecture/wall_clock_is_asked_in_few_places.sh` lists the files that may read the wall
// time. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  // The wall time.
  virtual absl::Time Now() const = 0;
  // The steady time.
  virtual absl::Time Steady() const = 0;
};

// The machine's clock. Lives as long as the process.
const Clock& RealClock();

// The steady time of RealClock.
absl::Time SteadyNow();

}  // namespace lossy::base
