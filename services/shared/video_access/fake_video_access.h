#pragma once

#include <atomic>
#include <set>
#include <string>
#include <utility>

#include "base/error/error.h"
#include "services/shared/video_access/video_access.h"

namespace lossy::services {

// A fake of VideoAccess with the videos that a test adds. Add must not run while another thread
// calls CheckOwn; otherwise thread-safe.
class FakeVideoAccess final : public VideoAccess {
 public:
  // Makes the video one of the user's.
  void Add(const std::string& user_id, const std::string& video_id) {
    owned_.emplace(user_id, video_id);
  }

  absl::Status CheckOwn(const base::Caller& caller, const std::string& video_id) override {
    ++calls;
    if (unavailable) return base::Unavailable("the video service is unavailable");
    return owned_.count({caller.identity.user_id, video_id}) > 0
               ? absl::OkStatus()
               : base::NotFound("Video not found");
  }

  std::atomic<bool> unavailable = false;  // CheckOwn fails with UNAVAILABLE.
  std::atomic<int> calls = 0;             // The number of calls of CheckOwn.

 private:
  std::set<std::pair<std::string, std::string>> owned_;
};

}  // namespace lossy::services
