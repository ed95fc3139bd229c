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

// The edge's one stream to the notifications service for presence, for the boards of all threads.
// The service ties what the stream tracks to the stream's life. Works on a thread of its own.
class PresenceFeed final : public PresenceSource, private NotificationsStream::Listener {
 public:
  // `make_context` gives the metadata for a new stream. All references must outlive the feed.
  PresenceFeed(Upstream& upstream, std::function<CallContext()> make_context,
               const NotificationsStream::Options& options, prometheus::Registry& registry);
  ~PresenceFeed() override;

  // Tells the feed on which thread a watcher lives. Before it is used; both must live until Stop.
  void Add(PresenceWatcher& watcher, Executor& executor);

  // Waits until the service has heard what was said, at most for `patience`, and then calls nobody
  // any more: watchers and their threads may go.
  void Stop(absl::Duration patience);

  void Watch(PresenceWatcher& watcher, const std::string& topic) override;
  void Unwatch(PresenceWatcher& watcher, const std::string& topic) override;
  void Track(const std::string& topic, const notifications::v1::Presence& presence) override;
  void Untrack(const std::string& topic, const std::string& ref) override;

 private:
  using Request = notifications::v1::SubscribeRequest;
  using Response = notifications::v1::SubscribeResponse;

  // All on the feed's thread.
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
  void TellIdle();

  const PresenceCodec codec_;
  prometheus::Counter& refused_;
  absl::flat_hash_map<PresenceWatcher*, Executor*> executors_;
  absl::flat_hash_map<std::string, std::vector<PresenceWatcher*>> watchers_;  // By topic.
  bool told_connected_ = false;  // The watchers, of the current stream.
  std::deque<Request> waiting_;
  std::size_t unanswered_ = 0;
  Presences state_;  // The parts of a state that have come.
  bool stopping_ = false;
  std::promise<void> idle_;  // When stopping.
  NotificationsStream stream_;
  TaskThread thread_;  // Last: it starts when all else is there.
};

}  // namespace lossy::edge
