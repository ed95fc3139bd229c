#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace lossy::services {

// The names of the pub/sub topics on which the services publish. The `subscribe` templates in the
// .proto files must have the same form.
inline std::string VideoTopic(absl::string_view video_id) {
  return absl::StrCat("video:", video_id);
}
inline std::string UserTopic(absl::string_view user_id) { return absl::StrCat("user:", user_id); }
inline std::string SessionTopic(absl::string_view session_id) {
  return absl::StrCat("session:", session_id);
}

}  // namespace lossy::services
