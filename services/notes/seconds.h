#pragma once

#include <cmath>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/error/error.h"

namespace lossy::notes {

// INVALID_ARGUMENT that names `field` unless it can be a moment of a video.
inline absl::Status CheckSeconds(absl::string_view field, double seconds) {
  if (std::isfinite(seconds) && seconds >= 0) return absl::OkStatus();
  return base::InvalidArgument(field, "must be a number of seconds, not negative");
}

}  // namespace lossy::notes
