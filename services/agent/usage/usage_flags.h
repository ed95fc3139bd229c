#pragma once

#include "services/agent/usage/pg_usage_quota.h"

namespace lossy::agent {

// --vision_per_minute and the others.
Limits::Options LimitsFromFlags();

}  // namespace lossy::agent
