#pragma once

#include <atomic>
#include <set>
#include <string>
#include <utility>

#include "base/error/error.h"
#include "services/shared/video_access/video_access.h"

namespace lossy::services {

// A library that a test fills. Only `away` and `asked` may be used while others ask it.
class FakeVideoAccess final : public VideoAccess {
 public:
  void Add(const std::string& user_id, const std::string& video_id) {
    owned_.emplace(user_id, video_id);
  }

  absl::Status CheckOwn(const base::Caller& caller, const std::string& video_id) override {
    ++asked;
    if (away) return base::Unavailable("the library is away");
    return owned_.count({caller.identity.user_id, video_id}) > 0
               ? absl::OkStatus()
               : base::NotFound("Video not found");
  }

  std::atomic<bool> away = false;
  std::atomic<int> asked = 0;

 private:
  std::set<std::pair<std::string, std::string>> owned_;
};

}  // namespace lossy::services
