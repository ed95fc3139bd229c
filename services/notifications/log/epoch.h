#pragma once

#include <string>

namespace lossy::notifications {

// Returns a new name of an epoch: one uninterrupted history of a topic's log. It has 128 random
// bits in 22 characters.
std::string NewEpoch();

}  // namespace lossy::notifications
