#pragma once

#include "absl/status/status.h"

namespace lossy::lossyctl {

// --kid, --private_out, --jwks_out, --process, --signs. AlreadyExists, and nothing is changed, if
// the private file or a key of that id exists.
absl::Status GenerateKeys();

// --kid, --jwks_out.
absl::Status RemoveKeys();

// --kid, --jwks_out, --process, --signs.
absl::Status GrantKeys();

}  // namespace lossy::lossyctl
