#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <future>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "edge/net/task_thread.h"
#include "edge/presence/presence_codec.h"
#include "edge/presence/presence_source.h"
#include "edge/pubsub/notifications_stream.h"
#include "prometheus/counter.h"
#include "prometheus/registry.h"

namespace lossy::edge {

// The edge's one stream to the notifications service for presence, which the watchers of all
// threads share. The service removes what the stream tracks some time after the stream breaks. The
// feed has a thread of its own; the public methods may be called on any thread.
class PresenceFeed final : public PresenceSource, private NotificationsStream::Listener {
 public:
  // `make_context` gives the metadata for a new stream. All references must outlive the feed.
  PresenceFeed(Upstream& upstream, std::function<CallContext()> make_context,
               const NotificationsStream::Options& options, prometheus::Registry& registry);
  ~PresenceFeed() override;

  // Makes the feed call the watcher on `executor`. Must come before the watcher's first request.
  // Both must live until Stop.
  void Add(PresenceWatcher& watcher, Executor& executor);

  // Blocks until the service has answered all requests, at most for `patience`. Then closes the
  // stream. Afterwards the feed calls no watcher and no executor.
  void Stop(absl::Duration patience);

  void Watch(PresenceWatcher& watcher, const std::string& topic) override;
  void Unwatch(PresenceWatcher& watcher, const std::string& topic) override;
  void Track(const std::string& topic, const notifications::v1::Presence& presence) override;
  void Untrack(const std::string& topic, const std::string& ref) override;

 private:
  using Request = notifications::v1::SubscribeRequest;
  using Response = notifications::v1::SubscribeResponse;

  // All run on the feed's thread.
  void OnOpened() override;
  void OnResponse(const Response& response) override;
  void OnLost() override;
  void DoWatch(PresenceWatcher& watcher, const std::string& topic);
  void DoUnwatch(PresenceWatcher& watcher, const std::string& topic);
  void Ask(Request request);
  void OnAnswered();
  void OnWatched(const Response::Watched& part);
  void OnChanged(const Response::PresenceChanged& changed);
  void OnRefused(const Response::Refused& refused);
  Presences Decode(
      const google::protobuf::RepeatedPtrField<notifications::v1::Presence>& presences) const;
  void SignalIfIdle();

  const PresenceCodec codec_;
  prometheus::Counter& refused_;
  absl::flat_hash_map<PresenceWatcher*, Executor*> executors_;
  absl::flat_hash_map<std::string, std::vector<PresenceWatcher*>> watchers_;  // By topic.
  bool watchers_connected_ =
      false;  // The watchers have received OnConnected for the current stream.
  std::deque<Request> waiting_;
  std::size_t unanswered_ = 0;
  Presences state_;  // The parts of a state that have arrived.
  bool stopping_ = false;
  std::promise<void> idle_;  // Set while stopping, when no request waits for an answer.
  NotificationsStream stream_;
  TaskThread thread_;  // Last, because it uses the other members as soon as it exists.
};

}  // namespace lossy::edge
