#pragma once

#include "edge/admin/edge_admin.h"

namespace lossy::edge {

// Reads --max_followers, --max_follow_seconds and --follow_queue_frames.
FollowLimits FollowLimitsFromFlags();

}  // namespace lossy::edge
