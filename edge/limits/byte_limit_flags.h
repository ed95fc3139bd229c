#pragma once

#include "edge/limits/byte_budget.h"

namespace lossy::edge {

// Returns the limits from --thread_held_bytes and --user_held_bytes.
ByteLimits ByteLimitsFromFlags();

}  // namespace lossy::edge
