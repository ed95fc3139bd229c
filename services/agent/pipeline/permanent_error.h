#pragma once

#include "absl/status/status.h"

namespace lossy::agent {

// Returns true if the same request would be refused again, however often it is sent.
bool IsPermanent(const absl::Status& status);

}  // namespace lossy::agent
