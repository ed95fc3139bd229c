#pragma once

#include <string>

#include "edge/channel/socket_state.h"
#include "lossy/admin/v1/admin.pb.h"

namespace lossy::edge {

// Returns the message for operators about a socket. `id` is made by SocketIds.
admin::v1::Socket ToProto(const SocketState& state, const std::string& id);

}  // namespace lossy::edge
