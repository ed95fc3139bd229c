#pragma once

#include <string>

#include "base/rpc/user_call_limiter.h"
#include "services/video/videos.h"

namespace lossy::video {

// The settings of the video process beside those of base and services/shared.
struct VideoConfig {
  // The addresses of gRPC services, host:port. Each may list several, separated by commas.
  std::string agent;
  std::string notes;
  Videos::Limits limits;
  // The bounds of concurrent ListVideos calls with a filter, for each user.
  base::UserCallLimiter::Options searches;

  // Returns the configuration from the flags. ReadCommandLine must have checked their ranges.
  static VideoConfig FromFlags();
};

}  // namespace lossy::video
