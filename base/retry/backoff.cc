#include "base/retry/backoff.h"

#include <algorithm>

#include "absl/random/uniform_real_distribution.h"
#include "base/error/error.h"

namespace lossy::base {
namespace {

constexpr int kMaxDoublings = 16;

}  // namespace

absl::Duration Backoff::After(int attempts) const {
  const int doublings = std::clamp(attempts - 1, 0, kMaxDoublings);
  return std::min(first * static_cast<double>(1 << doublings), longest);
}

absl::Duration Backoff::After(int attempts, const absl::Status& failure) const {
  const absl::Duration asked = absl::Milliseconds(ToError(failure).retry_after_ms());
  return std::max(asked, After(attempts));
}

absl::Duration Jitter(absl::Duration pause, double least, absl::BitGenRef random) {
  return pause * absl::uniform_real_distribution<double>(least, 1.0)(random);
}

}  // namespace lossy::base
