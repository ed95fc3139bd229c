#pragma once

#include <string>

#include "absl/status/status.h"
#include "base/rpc/caller.h"

namespace lossy::services {

// The interface by which a service checks that a video belongs to a caller.
//
// Threads: thread-safe. CheckOwn may block for the time limit of a call of the video service.
class VideoAccess {
 public:
  virtual ~VideoAccess() = default;

  // Returns OK if the video belongs to the caller, and NOT_FOUND if it does not. Returns
  // UNAVAILABLE if the video service does not answer. `video_id` must be a UUID.
  virtual absl::Status CheckOwn(const base::Caller& caller, const std::string& video_id) = 0;
};

}  // namespace lossy::services
