#pragma once

#include <memory>
#include <string>

#include "edge/pubsub/hub.h"
#include "edge/routing/routing_table.h"
#include "edge/upstream/upstream.h"

namespace lossy::edge {

// The sample service, and notifications, inside the edge's own thread: what is left to measure is
// the edge. For a server with one worker.
class InlineService final : public Upstream, public TopicSource {
 public:
  explicit InlineService(const RoutingTable& table) : table_(table) {}

  // Before the first client.
  void Attach(Hub& hub, Executor& executor);

  std::shared_ptr<UpstreamCall> Call(const Method& method, std::string request,
                                     const CallContext& context, Executor& home,
                                     Done done) override;
  std::shared_ptr<UpstreamStream> Open(const Method& method, const CallContext& context,
                                       Executor& home, StreamListener& listener) override;

  void Follow(Hub& hub, const std::string& topic) override;
  void Unfollow(Hub& hub, const std::string& topic) override;
  // Keeps no history.
  void Recover(Hub& hub, const std::string& topic, const Position& after) override;

 private:
  void Publish(const Method& method, absl::string_view request);

  const RoutingTable& table_;
  Hub* hub_ = nullptr;
  Executor* executor_ = nullptr;
};

}  // namespace lossy::edge
