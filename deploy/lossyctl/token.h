#pragma once

#include "absl/status/status.h"

namespace lossy::lossyctl {

// The command "token": prints a token for the user --user and the device --device, which the
// private key --key signs. --ttl is its lifetime; --role and --audience are its claims.
absl::Status PrintToken();

}  // namespace lossy::lossyctl
