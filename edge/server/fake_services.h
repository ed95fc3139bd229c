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

// For tests: the sample service, and notifications, without a process of their own. Every method
// answers with its request, but a message "wait" is never answered; SendMessage publishes.
// Thread-safe.
class FakeServices final : public Upstream, public TopicSource {
 public:
  // Before the first client. Both must outlive what is published.
  void AddHub(Hub& hub, Executor& executor);

  // A message `text` to all who are in the room.
  void Publish(const std::string& room, const std::string& text);

  // Answers the calls that wait.
  void AnswerWaiting();

  // An entry for each call that was begun and not answered, and for each that was cancelled.
  const WaitableList<bool>& waiting() const { return waiting_; }
  const WaitableList<bool>& cancelled() const { return cancelled_; }

  std::shared_ptr<UpstreamCall> Call(const Method& method, std::string request,
                                     const CallContext& context, Executor& executor,
                                     Done done) override;
  std::shared_ptr<UpstreamStream> Open(const Method& method, const CallContext& context,
                                       Executor& executor, StreamListener& listener) override;
  void Follow(Hub& hub, const std::string& topic) override;
  void Unfollow(Hub& hub, const std::string& topic) override;
  // Keeps no history.
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
