#pragma once

#include <string>

#include "absl/status/status.h"
#include "base/rpc/caller.h"

namespace lossy::services {

// Knows whose a video is. Thread-safe.
class VideoAccess {
 public:
  virtual ~VideoAccess() = default;

  // OK if the video, a UUID, is the caller's. NOT_FOUND if it is not; UNAVAILABLE if the video
  // service does not answer.
  virtual absl::Status CheckOwn(const base::Caller& caller, const std::string& video_id) = 0;
};

}  // namespace lossy::services
