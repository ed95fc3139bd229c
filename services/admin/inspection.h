#pragma once

#include "absl/status/status.h"
#include "base/rpc/caller.h"
#include "lossy/console/v1/console.pb.h"
#include "services/admin/admin_client.h"
#include "services/admin/operator_log.h"
#include "services/admin/replicas.h"

namespace lossy::admin {

// Answers questions about users, topics, sessions and replicas, and changes nothing. console.proto
// describes the methods. Thread-safe.
class Inspection {
 public:
  // The arguments must outlive the object.
  Inspection(const Replicas& replicas, AdminClient& client, OperatorLog& log)
      : replicas_(replicas), client_(client), log_(log) {}

  absl::Status ListSockets(const base::Caller& caller,
                           const console::v1::ListSocketsRequest& request,
                           console::v1::ListSocketsResponse* response);
  absl::Status GetTopic(const base::Caller& caller, const console::v1::GetTopicRequest& request,
                        console::v1::GetTopicResponse* response);
  absl::Status GetSession(const base::Caller& caller, const console::v1::GetSessionRequest& request,
                          console::v1::GetSessionResponse* response);
  absl::Status GetConfiguration(const base::Caller& caller,
                                const console::v1::GetConfigurationRequest& request,
                                console::v1::GetConfigurationResponse* response);

 private:
  const Replicas& replicas_;
  AdminClient& client_;
  OperatorLog& log_;
};

}  // namespace lossy::admin
