#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace lossy::lossyctl {

// The command "follow": prints the frames between clients and all edges as they pass, one JSON
// object a line: those with the one channel topic in `topics`, or those of the user --user.
// --payloads shows the payloads. Ends after --seconds. Returns InvalidArgument without a topic and
// --user, or with both.
absl::Status FollowFrames(const std::vector<std::string>& topics);

}  // namespace lossy::lossyctl
