#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/admin/admin_answers.h"
#include "edge/admin/follow_queue.h"
#include "edge/admin/route_list.h"
#include "edge/admin/socket_ids.h"
#include "edge/discovery/live_contract.h"
#include "edge/server/server.h"
#include "lossy/admin/v1/admin.pb.h"

namespace lossy::edge {

// The bounds of the Follow calls of operators.
struct FollowLimits {
  int followers = 8;                           // Calls at once. 0: no call.
  absl::Duration longest = absl::Minutes(10);  // The time of one call.
  std::size_t queue_frames = 1000;             // Frames that wait for one operator.
};

// Answers operators about the routes, sockets and topics of this edge, and lets them follow frames.
// It asks the threads of the edge by tasks, and waits for them on the thread of the call. A thread
// of the edge never waits for an operator. Thread-safe.
class EdgeAdmin final : public base::AdminAnswers {
 public:
  using GetContract = std::function<std::shared_ptr<const ContractVersion>()>;

  // `get_contract` returns the contract in use. `server` must outlive the object, and its workers
  // must run until the last call has ended.
  EdgeAdmin(const Server& server, GetContract get_contract, RoutedServices services,
            const FollowLimits& limits);

  absl::Status ListRoutes(const admin::v1::ListRoutesRequest& request,
                          admin::v1::ListRoutesResponse* response) override;
  absl::Status ListSockets(const admin::v1::ListSocketsRequest& request,
                           admin::v1::ListSocketsResponse* response) override;
  absl::Status GetTopic(const admin::v1::GetTopicRequest& request,
                        admin::v1::GetTopicResponse* response) override;
  absl::Status CloseSocket(const admin::v1::CloseSocketRequest& request,
                           admin::v1::CloseSocketResponse* response) override;
  absl::Status Follow(const admin::v1::FollowRequest& request,
                      const base::FollowSink& sink) override;

 private:
  absl::Status RunFollow(const std::shared_ptr<FollowQueue>& queue, absl::Time end,
                         const base::FollowSink& sink);

  const Server& server_;
  const GetContract get_contract_;
  const RoutedServices services_;
  const FollowLimits limits_;
  const SocketIds ids_;
  std::atomic<int> followers_{0};
};

}  // namespace lossy::edge
