#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "base/process/process.h"
#include "base/rpc/calls.h"
#include "grpcpp/grpcpp.h"

namespace lossy::base {

// Something that a process uses and that may fail while the rest goes on.
struct HealthPart {
  // Of the standard health service: who asks for it hears of this part alone.
  std::string name;
  // Asked twice a second, on a thread of its own.
  std::function<absl::Status()> check;
  // Whether the process as a whole says NOT_SERVING while this part fails.
  bool required = false;
};

// Runs gRPC services at --listen, with reflection and the standard health service, until the
// process is asked to stop. Then health says NOT_SERVING, and callers go elsewhere; after
// --drain_delay_ms nothing new is taken, and what runs is finished within --drain_ms. Returns
// main's status. Refuses the start (refuse_start.h) if an address of --listen or --metrics_listen
// cannot be listened on.
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
//
// `parts` are checked all the time; a change is logged with its reason. The part `files`, which is
// required, fails when the process can hardly open more files.
int RunGrpcServer(
    Process& process, Calls& calls, const std::vector<grpc::Service*>& services,
    std::function<absl::Status()> prepare, std::function<void()> on_stop = [] {},
    std::vector<HealthPart> parts = {});

}  // namespace lossy::base
