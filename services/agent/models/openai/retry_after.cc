#include "services/agent/models/openai/retry_after.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "absl/strings/numbers.h"

namespace lossy::agent {
namespace {

absl::Duration Bounded(absl::Duration duration) {
  return std::clamp(duration, absl::ZeroDuration(), absl::Hours(24));
}

absl::optional<double> Number(const std::string& text) {
  double number = 0;
  if (!absl::SimpleAtod(text, &number) || !std::isfinite(number)) return absl::nullopt;
  return number;
}

}  // namespace

absl::optional<absl::Duration> RetryAfter(const HttpResponse& response, absl::Time now) {
  if (const auto ms = Number(response.retry_after_ms)) return Bounded(absl::Milliseconds(*ms));
  if (const auto seconds = Number(response.retry_after)) return Bounded(absl::Seconds(*seconds));
  absl::Time date;
  if (!absl::ParseTime("%a, %d %b %E4Y %H:%M:%S GMT", response.retry_after, &date, nullptr)) {
    return absl::nullopt;
  }
  return Bounded(date - now);
}

}  // namespace lossy::agent
