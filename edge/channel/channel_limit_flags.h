#pragma once

#include "edge/channel/channel_limits.h"

namespace lossy::edge {

// Returns the limits of sockets and channels from --max_channels, --call_ms, --join_ms and related
// flags, and from those of rates (RateLimitsFromFlags). Each of `threads` threads gets an equal
// part of the joins.
ChannelLimits ChannelLimitsFromFlags(int threads);

}  // namespace lossy::edge
