#pragma once

#include "absl/status/status.h"

namespace lossy::lossyctl {

// --kid, --private_out, --jwks_out.
absl::Status GenerateKeys();

}  // namespace lossy::lossyctl
