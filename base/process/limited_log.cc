#include "base/process/limited_log.h"

#include <algorithm>
#include <utility>

namespace lossy::base {
namespace {

constexpr double kAtOnce = 10;
constexpr double kPerSecond = 1;

}  // namespace

LimitedLog::LimitedLog(absl::string_view event, LogLevel level, const Clock& clock)
    : event_(event), level_(level), clock_(clock), allowed_(kAtOnce), counted_(clock.Now()) {}

bool LimitedLog::Write(absl::string_view key, absl::string_view text) {
  std::int64_t suppressed = 0;
  {
    std::lock_guard lock(mutex_);
    const absl::Time now = clock_.Now();
    // A clock that was set back gives nothing, and counts from there.
    const double passed = std::max(0.0, absl::ToDoubleSeconds(now - counted_));
    counted_ = now;
    allowed_ = std::min(kAtOnce, allowed_ + passed * kPerSecond);
    if (allowed_ < 1) {
      ++suppressed_;
      return false;
    }
    allowed_ -= 1;
    std::swap(suppressed, suppressed_);
  }
  Log(level_, event_, {{key, text}, {"suppressed", suppressed}});
  return true;
}

}  // namespace lossy::base
