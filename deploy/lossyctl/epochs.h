#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace lossy::lossyctl {

// Ends the epochs of these topics, or of all topics if there are none, by the notifications
// service. Nothing is printed.
absl::Status EndEpochs(const std::vector<std::string>& topics);

}  // namespace lossy::lossyctl
