#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "lossy/console/v1/console.pb.h"

namespace lossy::admin {

// The objects of calls, as logs and Action::target name them.
std::string UserTarget(absl::string_view user_id);
std::string TopicTarget(absl::string_view topic);
std::string ReplicaTarget(const console::v1::ReplicaAddress& replica);

// Return INVALID_ARGUMENT if the text cannot be a user id, or a topic that has a channel of the
// console: 1 to 500 bytes.
absl::Status CheckUser(absl::string_view user_id);
absl::Status CheckTopic(absl::string_view topic);

}  // namespace lossy::admin
