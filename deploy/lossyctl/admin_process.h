#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/rpc/caller.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/status.h"
#include "lossy/admin/v1/admin.grpc.pb.h"

namespace lossy::lossyctl {

// The longest time of a call of AdminService, other than Follow.
inline constexpr absl::Duration kAdminLimit = absl::Seconds(5);

// The admin service of one replica of a process.
struct AdminProcess {
  std::string process;  // "video".
  std::string address;  // "10.0.0.5:4101".
  std::unique_ptr<admin::v1::AdminService::Stub> stub;

  // "video 10.0.0.5:4101".
  std::string Name() const { return process + " " + address; }
};

// Returns the replicas of the processes at --edge_admin, --video, --notes, --agent,
// --notifications, --admin and --console_admin, in this order; of `process` alone unless it is
// empty. The process at --console_admin is "console". Returns InvalidArgument for an unknown
// process, and the error of an address that does not resolve.
absl::StatusOr<std::vector<AdminProcess>> AdminProcesses(absl::string_view process = "");

// Returns the replica of AdminProcesses with this address. Returns InvalidArgument that lists the
// addresses if there is none.
absl::StatusOr<AdminProcess> AdminProcessAt(absl::string_view address);

// Gives `context` the operator's token for the process, and the limit of the call. Returns the
// errors of Operator (operator.h).
absl::Status AuthorizeAdmin(const AdminProcess& process, absl::Duration limit,
                            grpc::ClientContext& context);

// Returns the status of a call, with the text of gRPC where the process gave none: an operator may
// see addresses, and needs the reason for which a token was refused.
absl::Status StatusForOperator(const grpc::Status& status);

// Calls a method of AdminService. Blocks for at most kAdminLimit.
template <typename Request, typename Response>
absl::StatusOr<Response> AskAdmin(const AdminProcess& process,
                                  grpc::Status (admin::v1::AdminService::Stub::*method)(
                                      grpc::ClientContext*, const Request&, Response*),
                                  const Request& request) {
  grpc::ClientContext context;
  const absl::Status authorized = AuthorizeAdmin(process, kAdminLimit, context);
  if (!authorized.ok()) return authorized;
  Response response;
  const absl::Status status =
      StatusForOperator((process.stub.get()->*method)(&context, request, &response));
  if (!status.ok()) return status;
  return response;
}

}  // namespace lossy::lossyctl
