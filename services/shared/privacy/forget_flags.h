#pragma once

#include "absl/time/time.h"

namespace lossy::services {

// Returns --forget_call_ms, the time limit of a call of ForgetClient.
absl::Duration ForgetCallLimitFromFlags();

}  // namespace lossy::services
