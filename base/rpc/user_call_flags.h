#pragma once

#include "base/rpc/user_call_limiter.h"

namespace lossy::base {

// Returns the options of a service's limiter: --user_calls and related flags.
UserCallLimiter::Options UserCallLimitsFromFlags();

}  // namespace lossy::base
