#include "services/shared/text/check_seconds.h"

#include <cmath>
#include <cstdint>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/flags/flag_range.h"

ABSL_FLAG(std::int64_t, max_video_seconds, 604'800,
          "Largest second of a video that a client may name, in seconds; a larger number is most "
          "likely in milliseconds and is refused");

LOSSY_FLAG_RANGE(max_video_seconds, 1, 1'000'000'000);

namespace lossy::services {

absl::Status CheckSeconds(absl::string_view field, double seconds) {
  if (!std::isfinite(seconds) || seconds < 0) {
    return base::InvalidArgument(field, "must be a number of seconds, not negative");
  }
  const std::int64_t most = absl::GetFlag(FLAGS_max_video_seconds);
  if (seconds <= static_cast<double>(most)) return absl::OkStatus();
  return base::InvalidArgument(
      field, absl::StrCat("must be in seconds, not milliseconds, and at most ", most));
}

}  // namespace lossy::services
