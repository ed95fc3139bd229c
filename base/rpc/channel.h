#pragma once

#include <memory>
#include <string>

#include "grpcpp/channel.h"

namespace lossy::base {

// A channel to another service, at `addresses` (see TargetOf). Ends the process with a message if
// these are none.
//
// Each call goes to the next of the replicas that say SERVING, or nothing about their health. One
// whose connection breaks is left out at once, one that hangs after --upstream_ping_ms and
// --upstream_ping_timeout_ms at most; each is tried again at least once a second. While none is
// there, calls fail at once.
//
// A call that a replica cannot have seen is made again on another one. One that it may have seen
// never is: it fails with UNAVAILABLE, and only the caller knows whether it may be repeated.
std::shared_ptr<grpc::Channel> OpenChannel(const std::string& addresses);

}  // namespace lossy::base
