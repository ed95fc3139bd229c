#include "services/shared/user_settings/settings_client_flags.h"

#include "absl/flags/flag.h"
#include "base/flags/flag_range.h"

ABSL_FLAG(int, settings_call_ms, 500,
          "Longest time for the video service to return a user's settings, in ms");

LOSSY_FLAG_RANGE(settings_call_ms, 1, 600'000);

namespace lossy::services {

absl::Duration SettingsCallLimitFromFlags() {
  return absl::Milliseconds(absl::GetFlag(FLAGS_settings_call_ms));
}

}  // namespace lossy::services
