#pragma once

#include <memory>
#include <string>

#include "base/rpc/internal_tls.h"
#include "grpcpp/channel.h"

namespace lossy::base {

// Returns a channel to the process `process` at `addresses` (see TargetOf). Ends the process with a
// message if the addresses are invalid. With --tls_internal_ca the channel uses mutual TLS only,
// and refuses a server whose certificate does not name `process` (internal_tls.h).
//
// Calls go in turns to the replicas that report SERVING or no health at all. The channel stops
// using a replica as soon as its connection breaks. A replica that hangs is dropped after
// --upstream_ping_ms plus --upstream_ping_timeout_ms. The channel retries each replica at least
// once a second. While no replica is available, calls fail at once.
//
// gRPC retries a call on another replica if no replica can have seen it. Any other call fails with
// UNAVAILABLE, and the caller decides whether it may be repeated.
std::shared_ptr<grpc::Channel> OpenChannel(const std::string& addresses,
                                           const std::string& process);

// As above with these certificates; nullptr: without TLS.
std::shared_ptr<grpc::Channel> OpenChannel(const std::string& addresses, const std::string& process,
                                           const InternalTls* tls);

// Returns a channel to the one replica at `address`, "ip:port", for tools that ask a process about
// itself. As OpenChannel, but calls also go to a replica that reports NOT_SERVING.
std::shared_ptr<grpc::Channel> OpenReplica(const std::string& address, const std::string& process);

}  // namespace lossy::base
