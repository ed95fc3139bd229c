#pragma once

#include <memory>
#include <string>
#include <vector>

#include "edge/pubsub/hub.h"
#include "edge/routing/routing_table.h"
#include "edge/upstream/upstream.h"

namespace lossy::edge {

class InlineCall;

// For benchmarks: the sample service and the notifications service, which answer on the edge's own
// thread. No network is involved, so a benchmark measures the edge alone. The server must have one
// worker.
class InlineService final : public Upstream, public TopicSource {
 public:
  // `table` must outlive the service.
  explicit InlineService(const RoutingTable& table);
  ~InlineService() override;

  // Sets the worker's hub and executor, which must outlive the service. Must be called before the
  // first client connects.
  void Attach(Hub& hub, Executor& executor);

  std::shared_ptr<UpstreamCall> Call(const Method& method, std::string request,
                                     const CallContext& context, Executor& executor,
                                     Done done) override;
  std::shared_ptr<UpstreamStream> Open(const Method& method, const CallContext& context,
                                       Executor& executor, StreamListener& listener) override;

  void Follow(Hub& hub, const base::SharedText& topic) override;
  void Unfollow(Hub& hub, const std::string& topic) override;
  // Answers that no event is available, because the service keeps no log.
  void Recover(Hub& hub, const std::string& topic, const Position& after) override;

 private:
  void AnswerAll();
  void Publish(const Method& method, absl::string_view request);

  const RoutingTable& table_;
  Hub* hub_ = nullptr;
  Executor* executor_ = nullptr;
  std::vector<std::shared_ptr<InlineCall>> calls_;  // Not answered yet.
  std::vector<std::shared_ptr<InlineCall>> spare_;  // Empty; its memory is used again.
};

}  // namespace lossy::edge
