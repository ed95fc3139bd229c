#pragma once

#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "base/cache/named_set.h"
#include "base/text/shared_text.h"
#include "base/time/clock.h"
#include "edge/metrics/delivery_lag.h"
#include "edge/metrics/pubsub_metrics.h"
#include "edge/pubsub/missed_events.h"
#include "edge/pubsub/position.h"
#include "edge/pubsub/published_event.h"
#include "edge/pubsub/subscription.h"
#include "edge/pubsub/topic_source.h"

namespace lossy::edge {

// Sends the events of pub/sub topics to the subscribed clients of one thread. It encodes each event
// once for all clients with the same channel topic, serializer, event names and wish for positions
// (BroadcastGroup).
//
// Belongs to one thread. A listener may destroy any subscription within a call. No subscription may
// be destroyed within Publish.
class Hub {
 public:
  // All must outlive the hub. `clock` is the wall clock with which the hub measures the time from a
  // change to the write of its event.
  Hub(TopicSource& source, PubsubMetrics& metrics, const base::Clock& clock);
  ~Hub();

  // Subscribes a client. The hub calls the listener once the topic is live and missed events have
  // been read, possibly before Subscribe returns. The listener must outlive the subscription.
  std::unique_ptr<Subscription> Subscribe(Subscription::Request request,
                                          Subscription::Listener& listener);

  // The topic as the clients of this thread follow it.
  struct TopicState {
    std::size_t subscriptions = 0;  // Begun and waiting ones.
    // Nullopt: the topic is not live.
    absl::optional<Position> position;
  };
  TopicState Describe(absl::string_view topic);

  // The source answers Follow. `position` is that of the topic's last event.
  void OnFollowed(absl::string_view topic, const absl::StatusOr<Position>& position);
  // The source answers Recover.
  void OnMissed(absl::string_view topic, const absl::StatusOr<MissedEvents>& missed);
  // The source may have missed events of the topic, and sends no more of them. The hub calls
  // Listener::OnGap of each subscription that has begun. For the others it follows the topic again.
  void OnGap(absl::string_view topic);
  // The source sends the next event of a followed topic.
  void Publish(const PublishedEvent& event);

  // Adds the measured lags to the metrics. To be called about once a second.
  void ExportLags();

 private:
  friend class Subscription;
  using Topic = Subscription::Topic;

  DeliveryLag& LagOf(const std::string& event);
  Topic& FindOrAddTopic(const base::SharedText& name);
  Topic* Find(absl::string_view name);
  void Unsubscribe(Subscription& subscription);
  void Begin(Topic& topic, absl::Span<Subscription* const> subscriptions,
             const MissedEvents* missed);
  void AskForMissed(Topic& topic);
  void Refuse(Topic& topic, Subscription::List& list, const absl::Status& status);

  TopicSource& source_;
  PubsubMetrics& metrics_;
  const base::Clock& clock_;
  absl::flat_hash_map<std::string, std::unique_ptr<DeliveryLag>> lags_;  // By event.
  base::NamedSet<std::unique_ptr<Topic>> topics_;
};

}  // namespace lossy::edge
