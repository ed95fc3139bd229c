#pragma once

namespace lossy::base {

// The pub/sub topic on which services and operators publish lossy.channel.v1.SocketEvent:
// disconnects of sockets and revocations of tokens.
inline constexpr char kSocketsTopic[] = "edge:sockets";

}  // namespace lossy::base
