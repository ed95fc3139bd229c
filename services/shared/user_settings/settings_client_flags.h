#pragma once

#include "absl/time/time.h"

namespace lossy::services {

// Returns --settings_call_ms, the time limit of a call of SettingsClient.
absl::Duration SettingsCallLimitFromFlags();

}  // namespace lossy::services
