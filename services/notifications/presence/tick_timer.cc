#include "services/notifications/presence/tick_timer.h"

#include <algorithm>

#include "base/time/clock.h"

namespace lossy::notifications {

void TickTimer::Require(absl::Time at) {
  const std::int64_t us = absl::ToUnixMicros(at);  // Infinite times become the limits of int64.
  if (due_us_ <= us) return;
  base::MutexLock lock(mutex_);
  if (due_us_ <= us) return;
  due_us_ = us;
  changed_.NotifyOne();
}

absl::Time TickTimer::due() const {
  const std::int64_t us = due_us_;
  if (us == kAtOnce) return absl::InfinitePast();
  return us == kNever ? absl::InfiniteFuture() : absl::FromUnixMicros(us);
}

bool TickTimer::Await(absl::Time not_before) {
  base::MutexLock lock(mutex_);
  while (!stopped_) {
    const absl::Time at = std::max(due(), not_before);
    if (at <= base::SteadyNow()) {
      Begin();
      return true;
    }
    changed_.WaitUntil(mutex_, at);
  }
  return false;
}

void TickTimer::Stop() {
  base::MutexLock lock(mutex_);
  stopped_ = true;
  changed_.NotifyOne();
}

}  // namespace lossy::notifications
