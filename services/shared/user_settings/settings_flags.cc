#include "services/shared/user_settings/settings_flags.h"

#include <cstdint>

#include "absl/flags/flag.h"
#include "base/flags/flag_range.h"

ABSL_FLAG(std::uint32_t, remembered_settings, 10'000,
          "Most users whose settings are remembered for when they cannot be read; 0: none");

LOSSY_FLAG_RANGE(remembered_settings, 0, 100'000'000);

namespace lossy::services {

std::size_t RememberedSettingsFromFlags() { return absl::GetFlag(FLAGS_remembered_settings); }

}  // namespace lossy::services
