#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "edge/pubsub/missed_events.h"
#include "edge/pubsub/position.h"
#include "edge/pubsub/published_event.h"
#include "edge/pubsub/subscription.h"
#include "edge/pubsub/topic_source.h"
#include "prometheus/counter.h"

namespace lossy::edge {

// Sends the events of pub/sub topics to the clients of one thread. Clients with the same channel
// topic and serializer share one encoding of each event, and a second one with its position.
//
// Belongs to one thread. A listener may destroy any subscription while it is called. No
// subscription may be destroyed inside Publish.
class Hub {
 public:
  // Both must outlive the hub. `deliveries` counts frames that a transport has received.
  Hub(TopicSource& source, prometheus::Counter& deliveries);
  ~Hub();

  // Subscribes a client. The hub calls the listener when the topic is live and missed events have
  // been read, possibly before this returns. The listener must outlive the subscription.
  std::unique_ptr<Subscription> Subscribe(Subscription::Request request,
                                          Subscription::Listener& listener);

  // The answers of the source. `position` is that of the topic's last event.
  void OnFollowed(const std::string& topic, const absl::StatusOr<Position>& position);
  void OnMissed(const std::string& topic, const absl::StatusOr<MissedEvents>& missed);
  // Events of the topic may be missing. The source must be asked to follow it again.
  void OnGap(const std::string& topic);
  void Publish(const PublishedEvent& event);

 private:
  friend class Subscription;
  using Topic = Subscription::Topic;

  Topic& FindOrAddTopic(const std::string& name);
  Topic* Find(const std::string& name);
  void Unsubscribe(Subscription& subscription);
  void Begin(Topic& topic, const std::vector<Subscription*>& subscriptions,
             const MissedEvents* missed);
  void AskForMissed(Topic& topic);
  void Refuse(Topic& topic, Subscription::List& list, const absl::Status& status);

  TopicSource& source_;
  prometheus::Counter& deliveries_;
  absl::flat_hash_map<std::string, std::unique_ptr<Topic>> topics_;
};

}  // namespace lossy::edge
