#pragma once

#include "absl/status/status.h"

namespace lossy::lossyctl {

// --kid, --private_out, --jwks_out, --signs.
absl::Status GenerateKeys();

// --kid, --jwks_out, --signs.
absl::Status GrantKeys();

}  // namespace lossy::lossyctl
