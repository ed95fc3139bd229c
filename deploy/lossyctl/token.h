#pragma once

#include "absl/status/status.h"

namespace lossy::lossyctl {

// --key, --user, --device, --ttl, --role, --audience.
absl::Status PrintToken();

}  // namespace lossy::lossyctl
