#pragma once

#include <cstddef>

namespace lossy::services {

// Returns --remembered_settings: for how many users FallbackSettings keeps the last settings.
std::size_t RememberedSettingsFromFlags();

}  // namespace lossy::services
