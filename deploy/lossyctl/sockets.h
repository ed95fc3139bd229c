#pragma once

#include "absl/status/status.h"

namespace lossy::lossyctl {

// The commands "disconnect", which closes a user's sockets, and "revoke", which revokes a user's
// present tokens and closes their sockets. Each publishes a SocketEvent on the topic of socket
// events (base/sockets/sockets_topic.h), which every edge receives.
absl::Status DisconnectSockets();
absl::Status RevokeTokens();

}  // namespace lossy::lossyctl
