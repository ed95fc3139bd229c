#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "base/admin/admin_answers.h"
#include "base/process/process.h"
#include "base/rpc/calls.h"
#include "grpcpp/grpcpp.h"

namespace lossy::base {

// A dependency of a process, such as the database, that may fail while the rest of the process
// works.
struct HealthPart {
  // The service name under which the standard health service reports this part.
  std::string name;
  // Returns OK while the part works. A thread of the server calls it twice a second, so it must not
  // block.
  std::function<absl::Status()> check;
  // True if the process as a whole reports NOT_SERVING while this part fails.
  bool required = false;
};

// The parts of a process that a gRPC server uses. All must outlive RunGrpcServer.
struct GrpcServerParts {
  std::vector<grpc::Service*> services;
  // The server retries it, with a pause, until it succeeds, and reports SERVING afterwards. So
  // processes and the database may start in any order.
  std::function<absl::Status()> prepare = [] { return absl::OkStatus(); };
  // Called when the server accepts no further calls. Should end calls that do not end by
  // themselves.
  std::function<void()> on_stop = [] {};
  // Checked twice a second; a change is logged with its reason.
  std::vector<HealthPart> health = {};
  // The answers of AdminService that this process has; nullptr: none.
  AdminAnswers* admin = nullptr;
};

// Runs gRPC services at --listen, with AdminService, reflection and the standard health service,
// until the process receives a signal to stop. Returns the exit status of main. Refuses the start
// (refuse_start.h) if it cannot listen on an address of --listen or --metrics_listen.
//
// Stop: health reports NOT_SERVING, so callers change to other replicas. After --drain_delay_ms the
// server accepts no further calls and calls `on_stop`. Running calls must end within --drain_ms.
//
// `calls` authenticates callers. A call without a valid token is rejected before its messages are
// read. --max_message_bytes, --max_connection_calls and --max_server_bytes bound the memory that
// callers can occupy.
//
// The server adds the required health part `files`, which fails when the process can hardly open
// more files.
int RunGrpcServer(Process& process, Calls& calls, GrpcServerParts parts);

}  // namespace lossy::base
