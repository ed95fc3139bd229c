#include "base/outbox/read_place.h"

#include <algorithm>

namespace lossy::base {

std::int64_t ReadPlace::Begin(absl::Time now) {
  is_partial_ = now < whole_at_ + kWholePause && place_ > 0;
  if (is_partial_) return place_;
  if (now < whole_at_ + kWholePause) return 0;
  whole_at_ = now;
  place_ = next_place_;
  next_place_ = delivered_;
  return 0;
}

void ReadPlace::Advance(std::int64_t seq) { delivered_ = std::max(delivered_, seq); }

void ReadPlace::Reset() {
  place_ = 0;
  next_place_ = 0;
  delivered_ = 0;
}

absl::Time ReadPlace::NextWhole() const {
  return is_partial_ ? whole_at_ + kWholePause : absl::InfiniteFuture();
}

}  // namespace lossy::base
