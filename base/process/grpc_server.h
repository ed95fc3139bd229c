#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "base/process/process.h"
#include "base/rpc/calls.h"
#include "grpcpp/grpcpp.h"

namespace lossy::base {

// Runs gRPC services at --listen, with reflection and the standard health service, until the
// process is asked to stop. Then health says NOT_SERVING, and callers go elsewhere; after
// --drain_delay_ms nothing new is taken, and what runs is finished within --drain_ms. Returns
// main's status.
//
// `calls` says which tokens are good: a call without one is refused before its messages are read.
// --max_message_bytes, --max_connection_calls and --max_server_bytes bound what callers may make
// the server hold.
//
// `prepare` is tried until it succeeds, with a pause in between; only then does health say SERVING.
// So it does not matter in which order processes and the database start.
//
// `on_stop` is called when callers have gone elsewhere, and should end calls that would not end by
// themselves.
int RunGrpcServer(
    Process& process, Calls& calls, const std::vector<grpc::Service*>& services,
    std::function<absl::Status()> prepare, std::function<void()> on_stop = [] {});

}  // namespace lossy::base
