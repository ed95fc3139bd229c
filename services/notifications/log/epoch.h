#pragma once

#include <string>

namespace lossy::notifications {

// The name of one uninterrupted life of a topic's log: 128 random bits in 22 characters.
std::string NewEpoch();

}  // namespace lossy::notifications
