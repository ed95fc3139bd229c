#pragma once

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "base/sync/mutex.h"
#include "edge/net/executor.h"
#include "edge/net/waitable_list.h"
#include "edge/pubsub/hub.h"
#include "edge/upstream/upstream.h"

namespace lossy::edge {

// For tests: the sample service and the notifications service within the test's process. Every
// method answers with its request. SendMessage publishes its request and answers nothing. A request
// whose text is "wait" is answered by AnswerWaiting only. Thread-safe.
class FakeServices final : public Upstream, public TopicSource {
 public:
  // Registers a hub and the executor of its thread. Must be called before the first client
  // connects. Both must outlive the last publish.
  void AddHub(Hub& hub, Executor& executor);

  // Publishes a message to all clients in the room. `text` must need no escaping in JSON.
  void Publish(const std::string& room, const std::string& text);

  // Answers the calls with the text "wait".
  void AnswerWaiting();

  // Return a list with one entry for each call with the text "wait", and for each cancelled call.
  const WaitableList<bool>& waiting() const { return waiting_; }
  const WaitableList<bool>& cancelled() const { return cancelled_; }

  std::shared_ptr<UpstreamCall> Call(const Method& method, std::string request,
                                     const CallContext& context, Executor& executor,
                                     Done done) override;
  std::shared_ptr<UpstreamStream> Open(const Method& method, const CallContext& context,
                                       Executor& executor, StreamListener& listener) override;
  void Follow(Hub& hub, const base::SharedText& topic) override;
  void Unfollow(Hub& hub, const std::string& topic) override;
  // Answers that no event is available, because there is no log.
  void Recover(Hub& hub, const std::string& topic, const Position& after) override;

 private:
  void PublishJson(const std::string& room, std::string payload);

  class FakeCall;

  struct Held {
    std::shared_ptr<FakeCall> call;
    Executor* executor;
    std::string request;
  };

  WaitableList<bool> waiting_;
  WaitableList<bool> cancelled_;
  base::Mutex mutex_;
  std::vector<Held> held_ LOSSY_GUARDED_BY(mutex_);
  absl::flat_hash_map<Hub*, Executor*> executors_ LOSSY_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, std::vector<Hub*>> followers_ LOSSY_GUARDED_BY(mutex_);
};

}  // namespace lossy::edge
