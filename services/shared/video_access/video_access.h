#pragma once

#include <string>

#include "absl/status/status.h"
#include "base/rpc/caller.h"

namespace lossy::services {

// Checks who owns a video.
//
// Threads: thread-safe. CheckOwn may block for the time limit of a call of the video service.
class VideoAccess {
 public:
  virtual ~VideoAccess() = default;

  // OK if the video, whose id must be a UUID, is the caller's. NOT_FOUND if it is not; UNAVAILABLE
  // if the video service does not answer.
  virtual absl::Status CheckOwn(const base::Caller& caller, const std::string& video_id) = 0;
};

}  // namespace lossy::services
