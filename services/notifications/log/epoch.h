#pragma once

#include <string>

namespace lossy::notifications {

// Returns a name for one uninterrupted history of a topic's log: 128 random bits in 22 characters.
std::string NewEpoch();

}  // namespace lossy::notifications
