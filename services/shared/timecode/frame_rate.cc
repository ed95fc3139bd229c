#include "services/shared/timecode/frame_rate.h"

#include <cmath>
#include <numeric>

#include "absl/strings/str_cat.h"

namespace lossy::services {
namespace {

constexpr std::int64_t kMicros = 1'000'000;
constexpr std::int64_t kMillis = 1'000;

// The quotient, rounded to the nearest whole number. Both must not be negative.
std::int64_t RoundedQuotient(std::int64_t dividend, std::int64_t divisor) {
  return (dividend + divisor / 2) / divisor;
}

bool IsWholeRate(std::int64_t rate) {
  return rate == 24 || rate == 25 || rate == 30 || rate == 48 || rate == 50 || rate == 60;
}

bool IsNtscRate(std::int64_t numerator) {
  return numerator == 24'000 || numerator == 30'000 || numerator == 48'000 || numerator == 60'000;
}

}  // namespace

absl::optional<FrameRate> FrameRate::Create(std::int64_t numerator, std::int64_t denominator,
                                            bool drop_frame) {
  if (numerator <= 0 || denominator <= 0) return absl::nullopt;
  const std::int64_t divisor = std::gcd(numerator, denominator);
  numerator /= divisor;
  denominator /= divisor;
  const bool allowed = (denominator == 1 && IsWholeRate(numerator)) ||
                       (denominator == 1001 && IsNtscRate(numerator));
  const bool droppable = denominator == 1001 && (numerator == 30'000 || numerator == 60'000);
  if (!allowed || (drop_frame && !droppable)) return absl::nullopt;
  return FrameRate(static_cast<int>(numerator), static_cast<int>(denominator), drop_frame);
}

std::int64_t FrameRate::FrameAt(double seconds) const {
  const std::int64_t micros = std::llround(seconds * static_cast<double>(kMicros));
  // Whole seconds are apart, since 10^9 s in microseconds times 60,000 exceeds an int64.
  const std::int64_t unit = kMicros * denominator_;
  const std::int64_t whole = micros / unit;
  return whole * numerator_ + RoundedQuotient(micros % unit * numerator_, unit);
}

std::int64_t FrameRate::MillisecondsOf(std::int64_t frame) const {
  return RoundedQuotient(frame * denominator_ * kMillis, numerator_);
}

std::string FrameRate::ToString() const {
  if (!ntsc()) return absl::StrCat(numerator_);
  return absl::StrCat(numerator_, "/", denominator_, drop_frame_ ? " drop-frame" : "");
}

}  // namespace lossy::services
