#pragma once

#include <atomic>
#include <map>
#include <string>
#include <utility>

#include "base/error/error.h"
#include "services/shared/video_access/video_access.h"

namespace lossy::services {

// A fake of VideoAccess with the videos that a test adds. Add must not run while another thread
// calls another method; otherwise thread-safe.
class FakeVideoAccess final : public VideoAccess {
 public:
  // Makes the video one of the user's, without further fields.
  void Add(const std::string& user_id, const std::string& video_id) {
    video::v1::Video video;
    video.set_id(video_id);
    Add(user_id, video);
  }
  // Adds the video to those of the user, or replaces it.
  void Add(const std::string& user_id, const video::v1::Video& video) {
    owned_[{user_id, video.id()}] = video;
  }

  absl::Status CheckOwn(const base::Caller& caller, const std::string& video_id) override {
    return GetVideo(caller, video_id).status();
  }
  absl::StatusOr<video::v1::Video> GetVideo(const base::Caller& caller,
                                            const std::string& video_id) override {
    ++calls;
    if (unavailable) return base::Unavailable("the video service is unavailable");
    const auto found = owned_.find({caller.identity.user_id, video_id});
    if (found == owned_.end()) return base::NotFound("Video not found");
    return found->second;
  }

  std::atomic<bool> unavailable = false;  // Both methods fail with UNAVAILABLE.
  std::atomic<int> calls = 0;             // The number of calls of both.

 private:
  // By the ids of the user and the video.
  std::map<std::pair<std::string, std::string>, video::v1::Video> owned_;
};

}  // namespace lossy::services
