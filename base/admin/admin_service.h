#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "base/admin/admin_answers.h"
#include "base/admin/admin_calls.h"
#include "base/admin/log_level_override.h"
#include "base/admin/process_state.h"
#include "base/rpc/calls.h"
#include "grpcpp/grpcpp.h"
#include "lossy/admin/v1/admin.grpc.pb.h"
#include "prometheus/collectable.h"

namespace lossy::base {

// The process that AdminService administers. The functions are called by several threads at once,
// and must not block.
struct AdminTarget {
  std::function<ProcessState()> state;
  // Begins the end of the process, as SIGTERM does. Called any number of times.
  std::function<void()> drain;
  std::map<std::string, std::string> flag_sources;
  // The gauges among these are in the overview.
  std::vector<std::shared_ptr<prometheus::Collectable>> metrics;
};

// Answers the calls of operators (proto/lossy/admin/v1/admin.proto): those about the process
// itself, and by `answers` those about its topics, sockets and sessions. Every call passes
// AdminCalls. Thread-safe. Make at most one in a process.
class AdminService final : public admin::v1::AdminService::Service {
 public:
  // `answers` is nullptr for a process that has none. The pointer and the reference must outlive
  // the object.
  AdminService(Calls& calls, AdminTarget target, AdminAnswers* answers);

  grpc::Status GetOverview(grpc::ServerContext* context,
                           const admin::v1::GetOverviewRequest* request,
                           admin::v1::GetOverviewResponse* response) override;
  grpc::Status ListRoutes(grpc::ServerContext* context, const admin::v1::ListRoutesRequest* request,
                          admin::v1::ListRoutesResponse* response) override;
  grpc::Status ListSockets(grpc::ServerContext* context,
                           const admin::v1::ListSocketsRequest* request,
                           admin::v1::ListSocketsResponse* response) override;
  grpc::Status GetTopic(grpc::ServerContext* context, const admin::v1::GetTopicRequest* request,
                        admin::v1::GetTopicResponse* response) override;
  grpc::Status GetSession(grpc::ServerContext* context, const admin::v1::GetSessionRequest* request,
                          admin::v1::GetSessionResponse* response) override;
  grpc::Status GetConfiguration(grpc::ServerContext* context,
                                const admin::v1::GetConfigurationRequest* request,
                                admin::v1::GetConfigurationResponse* response) override;
  grpc::Status SetLogLevel(grpc::ServerContext* context,
                           const admin::v1::SetLogLevelRequest* request,
                           admin::v1::SetLogLevelResponse* response) override;
  grpc::Status Drain(grpc::ServerContext* context, const admin::v1::DrainRequest* request,
                     admin::v1::DrainResponse* response) override;
  grpc::Status CloseSocket(grpc::ServerContext* context,
                           const admin::v1::CloseSocketRequest* request,
                           admin::v1::CloseSocketResponse* response) override;
  grpc::Status Follow(grpc::ServerContext* context, const admin::v1::FollowRequest* request,
                      grpc::ServerWriter<admin::v1::FollowResponse>* writer) override;

 private:
  void DescribeProcess(admin::v1::GetOverviewResponse* response) const;
  absl::Status ChangeLogLevel(const admin::v1::SetLogLevelRequest& request,
                              admin::v1::SetLogLevelResponse* response);

  AdminCalls calls_;
  const AdminTarget target_;
  const std::unique_ptr<AdminAnswers> none_;  // If the process has no answers of its own.
  AdminAnswers& answers_;
  const absl::Time started_at_;  // A wall time.
  LogLevelOverride log_level_;
};

}  // namespace lossy::base
