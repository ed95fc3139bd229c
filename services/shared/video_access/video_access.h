#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/rpc/caller.h"
#include "lossy/video/v1/video.pb.h"

namespace lossy::services {

// The interface by which a service checks that a video belongs to a caller, and reads it.
//
// Threads: thread-safe. Each method may block for the time limit of a call of the video service.
class VideoAccess {
 public:
  virtual ~VideoAccess() = default;

  // Returns OK if the video belongs to the caller, and NOT_FOUND if it does not. Returns
  // UNAVAILABLE if the video service does not answer. `video_id` must be a UUID.
  virtual absl::Status CheckOwn(const base::Caller& caller, const std::string& video_id) = 0;

  // Returns the video as it is now. Errors: those of CheckOwn.
  virtual absl::StatusOr<video::v1::Video> GetVideo(const base::Caller& caller,
                                                    const std::string& video_id) = 0;
};

}  // namespace lossy::services
