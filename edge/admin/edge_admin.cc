#include "edge/admin/edge_admin.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/time/clock.h"
#include "edge/admin/ask_workers.h"
#include "edge/admin/socket_proto.h"
#include "edge/channel/socket_state.h"

namespace lossy::edge {
namespace {

constexpr int kDefaultSockets = 100;
constexpr int kMostSockets = 1000;
constexpr absl::Duration kDefaultFollow = absl::Minutes(1);
constexpr absl::Duration kShortestFollow = absl::Seconds(1);
// A Follow call looks this often if the operator has ended it.
constexpr absl::Duration kFollowPause = absl::Milliseconds(200);
// The time after the end of a Follow call in which a blocked operator may still read.
constexpr absl::Duration kFollowGrace = absl::Seconds(5);
// The time after which a follower may try again.
constexpr std::int64_t kFollowRetryMs = 5000;

struct UserSockets {
  std::vector<SocketState> sockets;
  bool truncated = false;
};

// Counts a Follow call as long as it lives.
class FollowSlot {
 public:
  explicit FollowSlot(std::atomic<int>& count) : count_(count), others_(count.fetch_add(1)) {}
  ~FollowSlot() { --count_; }
  FollowSlot(const FollowSlot&) = delete;
  FollowSlot& operator=(const FollowSlot&) = delete;

  // Returns the number of calls that run beside this one.
  int others() const { return others_; }

 private:
  std::atomic<int>& count_;
  const int others_;
};

absl::Duration ToDuration(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

}  // namespace

EdgeAdmin::EdgeAdmin(const Server& server, GetContract get_contract, RoutedServices services,
                     const FollowLimits& limits)
    : server_(server),
      get_contract_(std::move(get_contract)),
      services_(std::move(services)),
      limits_(limits) {}

absl::Status EdgeAdmin::ListRoutes(const admin::v1::ListRoutesRequest& /*request*/,
                                   admin::v1::ListRoutesResponse* response) {
  ListRoutesOf(*get_contract_(), services_, response);
  return absl::OkStatus();
}

absl::Status EdgeAdmin::ListSockets(const admin::v1::ListSocketsRequest& request,
                                    admin::v1::ListSocketsResponse* response) {
  if (request.user_id().empty()) return base::InvalidArgument("user_id", "is missing");
  const int limit = request.limit() == 0 ? kDefaultSockets : request.limit();
  if (limit < 1 || limit > kMostSockets) {
    return base::InvalidArgument("limit", absl::StrCat("must be 1 to ", kMostSockets));
  }
  const auto most = static_cast<std::size_t>(limit);
  absl::StatusOr<std::vector<UserSockets>> workers =
      AskWorkers<UserSockets>(server_, [user_id = request.user_id(), most](Worker& worker) {
        UserSockets found;
        found.sockets = worker.sockets().Describe(user_id, most, &found.truncated);
        return found;
      });
  if (!workers.ok()) return workers.status();
  std::vector<SocketState> sockets;
  for (UserSockets& each : *workers) {
    if (each.truncated) response->set_truncated(true);
    std::move(each.sockets.begin(), each.sockets.end(), std::back_inserter(sockets));
  }
  std::sort(sockets.begin(), sockets.end(),
            [](const SocketState& a, const SocketState& b) { return a.age > b.age; });
  if (sockets.size() > most) {
    sockets.resize(most);
    response->set_truncated(true);
  }
  for (const SocketState& socket : sockets) {
    *response->add_sockets() = ToProto(socket, ids_.Format(socket.number));
  }
  return absl::OkStatus();
}

absl::Status EdgeAdmin::GetTopic(const admin::v1::GetTopicRequest& request,
                                 admin::v1::GetTopicResponse* response) {
  if (request.topic().empty()) return base::InvalidArgument("topic", "is missing");
  const absl::StatusOr<std::vector<Hub::TopicState>> workers = AskWorkers<Hub::TopicState>(
      server_, [topic = request.topic()](Worker& worker) { return worker.hub().Describe(topic); });
  if (!workers.ok()) return workers.status();
  response->set_topic(request.topic());
  for (const Hub::TopicState& state : *workers) {
    response->set_subscribers(response->subscribers() +
                              static_cast<std::int64_t>(state.subscriptions));
    if (!state.position || state.position->offset < response->head()) continue;
    response->set_epoch(std::string(state.position->epoch.view()));
    response->set_head(state.position->offset);
  }
  return absl::OkStatus();
}

absl::Status EdgeAdmin::CloseSocket(const admin::v1::CloseSocketRequest& request,
                                    admin::v1::CloseSocketResponse* /*response*/) {
  if (request.socket_id().empty()) return base::InvalidArgument("socket_id", "is missing");
  const absl::optional<SocketNumber> socket = ids_.Parse(request.socket_id());
  const absl::Status none = base::NotFound("this edge has no such socket");
  if (!socket || socket->worker >= server_.workers().size()) return none;
  const Worker* const target = server_.workers()[socket->worker].get();
  const absl::StatusOr<std::vector<char>> workers =
      AskWorkers<char>(server_, [target, number = socket->number](Worker& worker) -> char {
        return &worker == target && worker.sockets().CloseOne(number, CloseCode::kGoingAway,
                                                              "disconnected by an operator");
      });
  if (!workers.ok()) return workers.status();
  return (*workers)[socket->worker] ? absl::OkStatus() : none;
}

absl::Status EdgeAdmin::Follow(const admin::v1::FollowRequest& request,
                               const base::FollowSink& sink) {
  if (request.user_id().empty() && request.topic().empty()) {
    return base::InvalidArgument("target", "is missing: name a user or a topic");
  }
  const absl::Duration duration = request.has_duration()
                                      ? ToDuration(request.duration())
                                      : std::min(kDefaultFollow, limits_.longest);
  if (duration < kShortestFollow || duration > limits_.longest) {
    return base::InvalidArgument(
        "duration", absl::StrCat("must be 1 to ", absl::ToInt64Seconds(limits_.longest),
                                 " seconds (--max_follow_seconds)"));
  }
  const FollowSlot slot(followers_);
  if (slot.others() >= limits_.followers) {
    return base::RateLimited("too many operators follow frames (--max_followers)", kFollowRetryMs);
  }
  const auto queue =
      std::make_shared<FollowQueue>(FollowQueue::Options{.user_id = request.user_id(),
                                                         .topic = request.topic(),
                                                         .payloads = request.show_payloads(),
                                                         .max_frames = limits_.queue_frames},
                                    ids_);
  const absl::Time end = base::SteadyNow() + duration;
  sink.cancel_at(end + kFollowGrace);
  absl::Status status = RunFollow(queue, end, sink);
  for (const auto& worker : server_.workers()) {
    worker->executor().Post([queue, &worker = *worker] { worker.sockets().Unfollow(*queue); });
  }
  return status;
}

absl::Status EdgeAdmin::RunFollow(const std::shared_ptr<FollowQueue>& queue, absl::Time end,
                                  const base::FollowSink& sink) {
  const absl::StatusOr<std::vector<char>> begun =
      AskWorkers<char>(server_, [queue](Worker& worker) -> char {
        worker.sockets().Follow(queue);
        return true;
      });
  if (!begun.ok()) return begun.status();
  admin::v1::FollowResponse response;
  bool open = sink.write(response);
  while (open && !sink.cancelled() && base::SteadyNow() < end) {
    std::vector<admin::v1::Frame> frames =
        queue->Take(std::min(end, base::SteadyNow() + kFollowPause));
    const bool has_dropped = queue->dropped() != response.dropped();
    response.set_dropped(queue->dropped());
    if (frames.empty() && has_dropped) open = sink.write(response);
    for (admin::v1::Frame& frame : frames) {
      *response.mutable_frame() = std::move(frame);
      open = open && sink.write(response);
    }
    response.clear_frame();
  }
  return absl::OkStatus();
}

}  // namespace lossy::edge
