#include "base/error/retry_hint.h"

#include <algorithm>
#include <cstdint>

#include "absl/random/random.h"

namespace lossy::base {
namespace {

constexpr std::int64_t kLeastMs = 500;

}  // namespace

void HintRetry(channel::v1::Error& error) {
  if (error.reason() != channel::v1::REASON_UNAVAILABLE) return;
  thread_local absl::InsecureBitGen random;
  const std::int64_t least = std::max(error.retry_after_ms(), kLeastMs);
  error.set_retry_after_ms(absl::Uniform(random, least, 2 * least));
}

}  // namespace lossy::base
