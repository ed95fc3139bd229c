#pragma once

#include "edge/server/server_limits.h"

namespace lossy::edge {

// Returns the limits of all that clients use, from --max_connections, --drain_batch and related
// flags, and from the flags beside each part of ServerLimits. The edge has `threads` threads.
ServerLimits ServerLimitsFromFlags(int threads);

}  // namespace lossy::edge
