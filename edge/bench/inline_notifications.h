#pragma once

#include <memory>
#include <string>

#include "edge/net/waitable_list.h"
#include "edge/upstream/upstream.h"

namespace lossy::edge {

// For benchmarks: the notifications service, which answers each request of a stream at once, within
// the process. No topic has an event.
class InlineNotifications final : public Upstream {
 public:
  // Reads of the log are never answered, because no topic has an event.
  std::shared_ptr<UpstreamCall> Call(const Method& method, std::string request,
                                     const CallContext& context, Executor& executor,
                                     Done done) override;
  std::shared_ptr<UpstreamStream> Open(const Method& method, const CallContext& context,
                                       Executor& executor, StreamListener& listener) override;

  // Blocks until the feed has run all tasks, and has freed them. Any other thread may call it.
  void Settle();

 private:
  WaitableList<Executor*> executors_;  // Of the feed.
};

}  // namespace lossy::edge
