#pragma once

#include "absl/status/status.h"

namespace lossy::lossyctl {

// Both tell every edge, by the notifications service.
absl::Status DisconnectSockets();
absl::Status RevokeTokens();

}  // namespace lossy::lossyctl
