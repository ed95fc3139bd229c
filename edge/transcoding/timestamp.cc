#include "edge/transcoding/timestamp.h"

#include "absl/strings/ascii.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace lossy::edge {
namespace {

constexpr std::int64_t kFirstSecond = -62'135'596'800;  // 0001-01-01T00:00:00Z
constexpr std::int64_t kLastSecond = 253'402'300'799;   // 9999-12-31T23:59:59Z
constexpr std::int64_t kNanosPerSecond = 1'000'000'000;

bool IsInRange(std::int64_t seconds) { return seconds >= kFirstSecond && seconds <= kLastSecond; }

void AppendDigits(std::int64_t value, int width, std::string* out) {
  out->append(width, '0');
  for (std::size_t at = out->size(); width > 0; --width, value /= 10) {
    (*out)[--at] = static_cast<char>('0' + value % 10);
  }
}

void AppendFraction(std::int64_t nanos, std::string* out) {
  const std::int64_t micros = nanos / 1000;
  if (micros == 0) return;
  out->push_back('.');
  if (micros % 1000 == 0) {
    AppendDigits(micros / 1000, 3, out);
  } else {
    AppendDigits(micros, 6, out);
  }
}

}  // namespace

bool AppendTimestampJson(std::int64_t seconds, std::int64_t nanos, std::string* out) {
  if (!IsInRange(seconds) || nanos < 0 || nanos >= kNanosPerSecond) return false;
  const absl::CivilSecond time = absl::CivilSecond() + seconds;
  out->push_back('"');
  AppendDigits(time.year(), 4, out);
  out->push_back('-');
  AppendDigits(time.month(), 2, out);
  out->push_back('-');
  AppendDigits(time.day(), 2, out);
  out->push_back('T');
  AppendDigits(time.hour(), 2, out);
  out->push_back(':');
  AppendDigits(time.minute(), 2, out);
  out->push_back(':');
  AppendDigits(time.second(), 2, out);
  AppendFraction(nanos, out);
  out->append("Z\"");
  return true;
}

bool ParseTimestamp(absl::string_view text, std::int64_t* seconds, std::int32_t* nanos) {
  // absl::ParseTime would also accept "infinite-future" and white space around the time.
  if (text.empty() || !absl::ascii_isdigit(text.front()) || absl::ascii_isspace(text.back())) {
    return false;
  }
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, text, &time, &error)) return false;
  *seconds = absl::ToUnixSeconds(time);
  *nanos =
      static_cast<std::int32_t>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(*seconds)));
  return IsInRange(*seconds);
}

}  // namespace lossy::edge
