#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace lossy::lossyctl {

// The command "epochs end": makes the notifications service begin new epochs of `topics`, or of all
// topics if the list is empty, so that subscribers load their state again. Prints nothing. Errors:
// those of EndEpochs of NotificationsService.
absl::Status EndEpochs(const std::vector<std::string>& topics);

}  // namespace lossy::lossyctl
