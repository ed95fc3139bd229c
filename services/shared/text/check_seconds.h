#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace lossy::services {

// INVALID_ARGUMENT that names `field` unless `seconds` is a finite number from 0 to
// --max_video_seconds. For positions in a video and durations of speech.
absl::Status CheckSeconds(absl::string_view field, double seconds);

}  // namespace lossy::services
