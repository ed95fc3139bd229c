#include "edge/edge_feeds.h"

#include <utility>

#include "absl/time/time.h"
#include "edge/pubsub/notifications_stream.h"

namespace lossy::edge {
namespace {

// The limit for the answer of notifications that this edge's clients have left.
constexpr absl::Duration kPresencePatience = absl::Seconds(1);

// One thread completes the calls of several workers, whose calls cost them more than it. A second
// one helps only if the first is busy, because gRPC must wake it when the other reads its answer.
constexpr int kWorkersPerCompletionThread = 4;

int CompletionThreads(int workers) {
  return (workers + kWorkersPerCompletionThread - 1) / kWorkersPerCompletionThread;
}

}  // namespace

EdgeFeeds::EdgeFeeds(const EdgeConfig& config, std::shared_ptr<const RoutingTable> routes,
                     const base::InternalIdentity& identity, prometheus::Registry& registry)
    : identity_(identity),
      channels_(config.OpenChannels()),
      upstream_(channels_, registry, CompletionThreads(config.threads)),
      topics_(
          upstream_, std::move(routes), [this] { return MakeContext(); }, config.feed, registry),
      presences_(upstream_, [this] { return MakeContext(); }, {}, registry) {}

CallContext EdgeFeeds::MakeContext() const {
  const base::Caller self = identity_.ToCall("edge", "feed", NotificationsStream::kService);
  return {.token = self.token, .request_id = "feed", .limit = absl::InfiniteDuration()};
}

void EdgeFeeds::Add(Worker& worker) {
  topics_.AddHub(worker.hub(), worker.executor());
  presences_.Add(worker.presence(), worker.executor());
}

void EdgeFeeds::Stop() {
  presences_.Stop(kPresencePatience);
  topics_.Stop();
  upstream_.Stop();
}

}  // namespace lossy::edge
