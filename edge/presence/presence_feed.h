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

// Connects the presence watchers of all threads to the notifications service, by one stream. It has
// a thread of its own; its public methods may be called on any thread.
//
// The service removes the presences that a stream tracks some time after the stream breaks. The
// feed opens a new stream, and the watchers then track their presences again.
class PresenceFeed final : public PresenceSource, private NotificationsStream::Listener {
 public:
  // `make_context` gives the metadata for each stream. All references must outlive the feed.
  PresenceFeed(Upstream& upstream, std::function<CallContext()> make_context,
               const NotificationsStream::Options& options, prometheus::Registry& registry);
  ~PresenceFeed() override;

  // Registers a watcher, which the feed calls on `executor`. Must be called before the watcher's
  // first request. Both must outlive the call of Stop.
  void Add(PresenceWatcher& watcher, Executor& executor);

  // Blocks until the service has answered all requests, at most for `patience`, and closes the
  // stream. Afterwards the feed calls no watcher and no executor.
  void Stop(absl::Duration patience);

  void Watch(PresenceWatcher& watcher, const std::string& topic) override;
  void Unwatch(PresenceWatcher& watcher, const std::string& topic) override;
  void Track(const std::string& topic, const notifications::v1::Presence& presence) override;
  void Untrack(const std::string& topic, const std::string& ref) override;

 private:
  using Request = notifications::v1::SubscribeRequest;
  using Response = notifications::v1::SubscribeResponse;

  // The methods below run on the feed's thread.
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
  // True once the watchers have received OnConnected for the current stream.
  bool watchers_connected_ = false;
  std::deque<Request> waiting_;  // Requests that wait to be sent.
  std::size_t unanswered_ = 0;   // Requests that were sent and not answered.
  Presences state_;              // The parts of a Watched answer that have arrived.
  bool stopping_ = false;
  std::promise<void> idle_;  // Fulfilled when Stop waits and no request is unanswered.
  NotificationsStream stream_;
  TaskThread thread_;  // Last, because it uses the other members as soon as it exists.
};

}  // namespace lossy::edge
