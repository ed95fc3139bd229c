#pragma once

#include <string>

#include "absl/status/status.h"

namespace lossy::lossyctl {

// Prints the topic's events as they come, after --since. When the connection breaks, it is made
// again and goes on behind the last event. Ends only with an error.
absl::Status WatchTopic(const std::string& topic);

}  // namespace lossy::lossyctl
