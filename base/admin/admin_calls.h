#pragma once

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/admin/call_rate.h"
#include "base/rpc/calls.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/status.h"

namespace lossy::base {

// The common frame of the methods of AdminService: only operators pass, at a bounded rate
// (--admin_calls_per_second), and each call is recorded in the log as `admin_called`. Thread-safe.
class AdminCalls {
 public:
  // `calls` authenticates callers, and must outlive the object.
  explicit AdminCalls(Calls& calls);

  // Runs `work` within Calls::Run. `target` is what the call is about, for the log: ids alone.
  grpc::Status Run(const grpc::ServerContextBase& context, absl::string_view method,
                   const std::string& target, absl::FunctionRef<absl::Status()> work);

  // As Run, for a method that takes long. The log also has the event `admin_call_started`.
  grpc::Status RunLong(const grpc::ServerContextBase& context, absl::string_view method,
                       const std::string& target, absl::FunctionRef<absl::Status()> work);

 private:
  // Returns PERMISSION_DENIED or RESOURCE_EXHAUSTED if the call must not run.
  absl::Status Admit(const Caller& caller);

  Calls& calls_;
  CallRate rate_;
};

}  // namespace lossy::base
