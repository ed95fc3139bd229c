#include "base/admin/call_rate.h"

#include <algorithm>

#include "base/error/error.h"

namespace lossy::base {

absl::Status CallRate::Admit(absl::Time now) {
  MutexLock lock(mutex_);
  const absl::Time paid_until = std::max(paid_until_, now) + pause_;
  const absl::Duration excess = paid_until - now - absl::Seconds(1);
  if (excess > absl::ZeroDuration()) {
    return RateLimited("too many calls of the admin service; --admin_calls_per_second bounds them",
                       absl::ToInt64Milliseconds(absl::Ceil(excess, absl::Milliseconds(1))));
  }
  paid_until_ = paid_until;
  return absl::OkStatus();
}

}  // namespace lossy::base
