#pragma once

#include "base/rpc/user_call_limiter.h"

namespace lossy::base {

// --user_calls and the other flags of a service's limiter.
UserCallLimiter::Options UserCallLimitsFromFlags();

}  // namespace lossy::base
