#pragma once

#include "absl/status/status.h"
#include "base/rpc/caller.h"
#include "lossy/console/v1/console.pb.h"
#include "services/admin/admin_client.h"
#include "services/admin/operator_log.h"
#include "services/admin/replicas.h"

namespace lossy::admin {

// Changes processes and sockets for operators. console.proto describes the methods. Thread-safe.
class Actions {
 public:
  // The arguments must outlive the object.
  Actions(const Replicas& replicas, AdminClient& client, OperatorLog& log)
      : replicas_(replicas), client_(client), log_(log) {}

  absl::Status SetLogLevel(const base::Caller& caller,
                           const console::v1::SetLogLevelRequest& request,
                           console::v1::SetLogLevelResponse* response);
  absl::Status Drain(const base::Caller& caller, const console::v1::DrainRequest& request,
                     console::v1::DrainResponse* response);
  absl::Status CloseSocket(const base::Caller& caller,
                           const console::v1::CloseSocketRequest& request,
                           console::v1::CloseSocketResponse* response);

 private:
  absl::Status CloseAnywhere(const base::Caller& caller, const std::string& socket_id);

  const Replicas& replicas_;
  AdminClient& client_;
  OperatorLog& log_;
};

}  // namespace lossy::admin
