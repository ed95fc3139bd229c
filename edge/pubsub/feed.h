#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/cache/named_set.h"
#include "base/text/shared_text.h"
#include "edge/net/task_thread.h"
#include "edge/pubsub/event_types.h"
#include "edge/pubsub/followed_topic.h"
#include "edge/pubsub/hub.h"
#include "edge/pubsub/hub_dispatcher.h"
#include "edge/pubsub/interrupted_topics.h"
#include "edge/pubsub/log_reader.h"
#include "edge/pubsub/notifications_stream.h"
#include "edge/pubsub/recent_events.h"
#include "edge/pubsub/recent_events_pool.h"
#include "edge/pubsub/topic_source.h"
#include "edge/routing/routing_table.h"
#include "edge/upstream/upstream.h"
#include "lossy/notifications/v1/notifications.pb.h"
#include "prometheus/registry.h"

namespace lossy::edge {

// Connects the hubs of all threads to the notifications service, by one stream of events. It has a
// thread of its own; its public methods may be called on any thread.
//
// When the stream breaks, the feed opens a new one, and continues after the last position of each
// topic. It reports a gap for a topic if the service cannot guarantee that no event was missed. The
// TopicCatchUp of each topic recovers the events that clients missed.
class Feed final : public TopicSource, private NotificationsStream::Listener {
 public:
  struct Options {
    // The longest time that a Follow or a read waits for the service.
    absl::Duration follow_limit = absl::Seconds(5);
    // The longest time after a reconnection for which topics_settled() is false.
    absl::Duration resume_wait = absl::Seconds(10);
    NotificationsStream::Options stream = {};
    RecentEvents::Bounds recent = {};
    // The most bytes of recent events of all topics together.
    std::size_t recent_total_bytes = 64 << 20;
  };

  // `make_context` gives the metadata for each call. All references must outlive the feed.
  Feed(Upstream& upstream, std::shared_ptr<const RoutingTable> routes,
       std::function<CallContext()> make_context, Options options, prometheus::Registry& registry);
  ~Feed() override;

  // Registers a hub, which the feed calls on `executor`. Must be called before the hub's first
  // request. Both must outlive the call of Stop.
  void AddHub(Hub& hub, Executor& executor);

  // Closes the stream. Afterwards the feed calls no hub and no executor.
  void Stop();

  // Replaces the routes that declare the types of events. Types of earlier routes stay while a
  // client uses them (EventTypes).
  void UseRoutes(std::shared_ptr<const RoutingTable> routes);

  // Returns true once the service has answered on the current stream.
  bool connected() const { return stream_.connected(); }
  // Returns true if each topic that hubs follow is live, or had the time for it: see
  // InterruptedTopics.
  bool topics_settled() const { return interrupted_.settled(); }
  // Returns the number of topics that hubs follow and that are not live.
  std::size_t topics_not_live() const { return interrupted_.size(); }

  void Follow(Hub& hub, const base::SharedText& topic) override;
  void Unfollow(Hub& hub, const std::string& topic) override;
  void Recover(Hub& hub, const std::string& topic, const Position& after) override;

 private:
  struct Request {
    base::SharedText topic;
    bool subscribe;  // False: unsubscribe.
  };

  // The methods below run on the feed's thread.
  absl::Time DoDueWork();
  void OnOpened() override;
  void OnResponse(const notifications::v1::SubscribeResponse& response) override;
  void OnLost() override;
  FollowedTopic* Find(absl::string_view name);
  void DoFollow(Hub& hub, const base::SharedText& name);
  void ResumeSome();
  void ResumePortion();
  void SendSubscribe(FollowedTopic& topic);
  void SendUnsubscribe(const base::SharedText& name);
  void OnSubscribed(const notifications::v1::SubscribeResponse::Subscribed& subscribed);
  void OnRefused(const notifications::v1::SubscribeResponse::Refused& refused);
  void OnAnswered();
  void OnEvent(const notifications::v1::Event& event);
  void ReportGap(FollowedTopic& topic);
  void EraseIfUnused(FollowedTopic& topic);

  EventTypes types_;
  const Options options_;
  prometheus::Counter& received_;
  prometheus::Counter& unknown_;
  prometheus::Counter& gaps_;
  prometheus::Gauge& followed_;  // The size of topics_.
  HubDispatcher dispatcher_;
  InterruptedTopics interrupted_;
  RecentEventsPool recent_;
  LogReader reader_;
  const CatchUpContext context_{reader_, dispatcher_, recent_};
  base::NamedSet<std::unique_ptr<FollowedTopic>> topics_;
  // The unanswered requests of the current stream. The service answers in this order.
  std::deque<Request> unanswered_;
  // The topics that the current stream has not continued yet.
  std::deque<base::SharedText> to_resume_;
  // The deadlines of waiting hubs, in order, with their topics. Times are steady.
  std::deque<std::pair<absl::Time, base::SharedText>> deadlines_;
  NotificationsStream stream_;
  TaskThread thread_;  // Last, because it uses the other members as soon as it exists.
};

}  // namespace lossy::edge
