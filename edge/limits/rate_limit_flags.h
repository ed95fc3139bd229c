#pragma once

#include "edge/limits/rate_limits.h"

namespace lossy::edge {

// Returns the limits of sockets and users from the --socket_… and --user_… flags. Refuses the start
// (base/log/refuse_start.h) if a rate has another form than "per second/at once".
RateLimits RateLimitsFromFlags();

// Returns the limits of a client address from the --address_… flags and --max_address_connections.
// Refuses the start like RateLimitsFromFlags.
RateLimits AddressLimitsFromFlags();

}  // namespace lossy::edge
