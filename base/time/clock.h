#pragma once

#include "absl/time/time.h"

namespace lossy::base {

// Provides two times, which must not be mixed:
//
// - The wall time is the time of day. An operator or NTP may step it by hours, in either direction.
//   Use it for times that are stored, displayed, or compared with another program's time, such as
//   the expiry of a token.
// - The steady time never steps. Use it for deadlines, leases, pauses, retries, caches, rates and
//   durations. It has no meaning in another process. It begins near the wall time at which the
//   process started, so that logs stay readable.
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

// Returns the machine's clock, which lives as long as the process.
const Clock& RealClock();

// Returns the steady time of RealClock.
absl::Time SteadyNow();

}  // namespace lossy::base
