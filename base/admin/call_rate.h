#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/sync/mutex.h"

namespace lossy::base {

// Bounds the rate of calls. As many calls as the rate has in a second may come at once.
// Thread-safe.
class CallRate {
 public:
  // `per_second` is at least 1.
  explicit CallRate(int per_second) : pause_(absl::Seconds(1) / per_second) {}

  // Counts a call at the steady time `now`. Returns RESOURCE_EXHAUSTED (reason `rate_limited`, with
  // a retry hint) if it is above the rate; such a call does not count.
  absl::Status Admit(absl::Time now);

 private:
  const absl::Duration pause_;
  Mutex mutex_;
  // Each call moves this time forward by `pause_`. It may be at most a second after now.
  absl::Time paid_until_ LOSSY_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace lossy::base
