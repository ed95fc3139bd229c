#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace lossy::services {

// Returns INVALID_ARGUMENT, which names `field`, unless `id` is a UUID in lower or upper case.
absl::Status CheckId(absl::string_view field, absl::string_view id);

}  // namespace lossy::services
