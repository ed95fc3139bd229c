#pragma once

#include <string>

#include "absl/status/status.h"

namespace lossy::lossyctl {

// The command "watch": prints the topic's events as they arrive, from the position --since on. When
// the connection breaks, it connects again and continues after the last printed event. Returns only
// with an error.
absl::Status WatchTopic(const std::string& topic);

}  // namespace lossy::lossyctl
