#pragma once

#include <string>

#include "base/rpc/user_call_limiter.h"
#include "services/video/videos.h"

namespace lossy::video {

// The settings of the video process beside those of base and services/shared.
struct VideoConfig {
  // Addresses of gRPC services, each possibly several, comma-separated.
  std::string agent;
  std::string notes;
  Videos::Limits limits;
  // Bounds the pages with a filter of each user that are read at once.
  base::UserCallLimiter::Options searches;
};

// Returns the configuration of the command line, whose ranges are checked.
VideoConfig VideoConfigFromFlags();

}  // namespace lossy::video
