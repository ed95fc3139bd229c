#pragma once

#include "services/agent/limits/limits.h"

namespace lossy::agent {

// --vision_per_minute and the others.
Limits::Options LimitsFromFlags();

}  // namespace lossy::agent
