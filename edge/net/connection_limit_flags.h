#pragma once

#include "edge/net/connection_limits.h"

namespace lossy::edge {

// Returns the limits of a connection from --max_message_bytes, --idle_seconds and related flags.
// Sets no rate.
ConnectionLimits ConnectionLimitsFromFlags();

}  // namespace lossy::edge
