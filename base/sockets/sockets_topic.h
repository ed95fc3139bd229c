#pragma once

namespace lossy::base {

// The pub/sub topic that carries lossy.channel.v1.SocketEvent.
inline constexpr char kSocketsTopic[] = "edge:sockets";

}  // namespace lossy::base
