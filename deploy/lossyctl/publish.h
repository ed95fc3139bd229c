#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace lossy::lossyctl {

// The command "publish": publishes an event on a pub/sub topic. `arguments` are the topic, the full
// name of the event's message, and the message as JSON. Knows the messages of Lossy and those in
// the files of --descriptors. Prints the position of the event.
absl::Status PublishEvent(const std::vector<std::string>& arguments);

}  // namespace lossy::lossyctl
