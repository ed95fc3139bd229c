#pragma once

#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "base/rpc/internal_identity.h"
#include "edge/edge_config.h"
#include "edge/presence/presence_feed.h"
#include "edge/pubsub/feed.h"
#include "edge/routing/routing_table.h"
#include "edge/server/worker.h"
#include "edge/upstream/grpc_upstream.h"
#include "edge/upstream/upstream.h"
#include "grpcpp/channel.h"
#include "prometheus/registry.h"

namespace lossy::edge {

// The connections of an edge to the services: the calls of clients, and the edge's own
// subscriptions to topics and presences of notifications. Thread-safe.
class EdgeFeeds {
 public:
  // `routes` declare the types of published events. All references must outlive the object.
  EdgeFeeds(const EdgeConfig& config, std::shared_ptr<const RoutingTable> routes,
            const base::InternalIdentity& identity, prometheus::Registry& registry);

  Upstream& upstream() { return upstream_; }
  Feed& topics() { return topics_; }
  PresenceFeed& presences() { return presences_; }

  // Returns the channel of each service, by its full name.
  const absl::flat_hash_map<std::string, std::shared_ptr<grpc::Channel>>& channels() const {
    return channels_;
  }

  // Returns the context of a subscription of the edge itself.
  CallContext MakeContext() const;

  // Registers the worker's receivers of events. Must be called before the worker starts; the worker
  // must outlive the call of Stop.
  void Add(Worker& worker);

  // Waits until notifications knows that the clients have left, for at most a second, and ends all
  // calls. Afterwards no worker is called.
  void Stop();

 private:
  const base::InternalIdentity& identity_;
  const absl::flat_hash_map<std::string, std::shared_ptr<grpc::Channel>> channels_;
  GrpcUpstream upstream_;
  Feed topics_;
  PresenceFeed presences_;
};

}  // namespace lossy::edge
