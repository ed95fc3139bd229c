#pragma once

#include "absl/status/status.h"
#include "base/rpc/calls.h"
#include "base/rpc/unary_method.h"
#include "lossy/console/v1/console.grpc.pb.h"
#include "services/admin/actions.h"
#include "services/admin/follows.h"
#include "services/admin/inspection.h"
#include "services/admin/operator_log.h"
#include "services/admin/overviews.h"

namespace lossy::admin {

// The rules of the service's methods. All must outlive the service.
struct ConsoleRules {
  Overviews& overviews;
  Inspection& inspection;
  Actions& actions;
  Follows& follows;
  OperatorLog& log;
};

// ConsoleService over gRPC (console.proto). Each method authenticates the operator. Threads:
// thread-safe.
class Service final : public console::v1::ConsoleService::Service {
 public:
  // `calls` must outlive the service. A follow lasts at most `longest_follow`.
  Service(base::Calls& calls, const ConsoleRules& rules, absl::Duration longest_follow)
      : calls_(calls), rules_(rules), longest_follow_(longest_follow) {}

  LOSSY_UNARY_METHOD(console::v1, JoinOverview, JoinOnOverview);
  LOSSY_UNARY_METHOD(console::v1, GetOverview, Overview);
  LOSSY_UNARY_METHOD(console::v1, GetSession, rules_.inspection.GetSession);
  LOSSY_UNARY_METHOD(console::v1, GetConfiguration, rules_.inspection.GetConfiguration);
  LOSSY_UNARY_METHOD(console::v1, SetLogLevel, rules_.actions.SetLogLevel);
  LOSSY_UNARY_METHOD(console::v1, Drain, rules_.actions.Drain);
  LOSSY_UNARY_METHOD(console::v1, JoinUser, JoinOnUser);
  LOSSY_UNARY_METHOD(console::v1, ListSockets, rules_.inspection.ListSockets);
  LOSSY_UNARY_METHOD(console::v1, CloseSocket, rules_.actions.CloseSocket);
  LOSSY_UNARY_METHOD(console::v1, FollowUser, BeginUser);
  LOSSY_UNARY_METHOD(console::v1, UnfollowUser, EndUser);
  LOSSY_UNARY_METHOD(console::v1, JoinTopic, JoinOnTopic);
  LOSSY_UNARY_METHOD(console::v1, GetTopic, rules_.inspection.GetTopic);
  LOSSY_UNARY_METHOD(console::v1, FollowTopic, BeginTopic);
  LOSSY_UNARY_METHOD(console::v1, UnfollowTopic, EndTopic);

 private:
  absl::Status JoinOnOverview(const base::Caller& caller,
                              const console::v1::JoinOverviewRequest& request,
                              console::v1::JoinOverviewResponse* response);
  absl::Status Overview(const base::Caller& caller, const console::v1::GetOverviewRequest& request,
                        console::v1::GetOverviewResponse* response);
  absl::Status JoinOnUser(const base::Caller& caller, const console::v1::JoinUserRequest& request,
                          console::v1::JoinUserResponse* response);
  absl::Status JoinOnTopic(const base::Caller& caller, const console::v1::JoinTopicRequest& request,
                           console::v1::JoinTopicResponse* response);
  absl::Status BeginUser(const base::Caller& caller, const console::v1::FollowUserRequest& request,
                         console::v1::FollowUserResponse* response);
  absl::Status EndUser(const base::Caller& caller, const console::v1::UnfollowUserRequest& request,
                       console::v1::UnfollowUserResponse* response);
  absl::Status BeginTopic(const base::Caller& caller,
                          const console::v1::FollowTopicRequest& request,
                          console::v1::FollowTopicResponse* response);
  absl::Status EndTopic(const base::Caller& caller,
                        const console::v1::UnfollowTopicRequest& request,
                        console::v1::UnfollowTopicResponse* response);

  absl::StatusOr<console::v1::Follow> Begin(const base::Caller& caller, const FollowTarget& target,
                                            int seconds, bool show_payloads);
  void End(const base::Caller& caller, const FollowTarget& target);

  base::Calls& calls_;
  const ConsoleRules rules_;
  const absl::Duration longest_follow_;
};

}  // namespace lossy::admin
