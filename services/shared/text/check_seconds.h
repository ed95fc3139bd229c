#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace lossy::services {

// Checks a position in a video or a duration of speech. Returns INVALID_ARGUMENT, which names
// `field`, unless `seconds` is a finite number from 0 to --max_video_seconds.
absl::Status CheckSeconds(absl::string_view field, double seconds);

}  // namespace lossy::services
