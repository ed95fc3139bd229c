#pragma once

#include "absl/status/status.h"

namespace lossy::agent {

// Returns true if `status` means that a retry of the same request cannot succeed.
bool IsPermanent(const absl::Status& status);

}  // namespace lossy::agent
