#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "base/process/grpc_server.h"
#include "base/process/process.h"
#include "base/rpc/calls.h"
#include "base/rpc/internal_identity.h"
#include "prometheus/registry.h"

namespace lossy::base {

// The common parts of the main function of every gRPC service, made from the flags: the process
// (process.h), its identity (internal_identity.h) and its server (grpc_server.h). main constructs
// it first, in place of a Process.
class ServiceMain {
 public:
  // `name` is the process in logs and in the tokens that it signs. `service` is the full name of a
  // gRPC service that it serves: callers need a token for the package of that service. Refuses the
  // start (refuse_start.h) if a flag or a key file is wrong.
  ServiceMain(int argc, char** argv, const std::string& name, absl::string_view service);

  prometheus::Registry& registry() { return process_.registry(); }
  const InternalIdentity& identity() const { return identity_; }

  // Serves `parts` until the process receives a signal to stop: RunGrpcServer. Returns the exit
  // status of main.
  int Serve(Calls& calls, GrpcServerParts parts);

 private:
  Process process_;
  const InternalIdentity identity_;
};

}  // namespace lossy::base
