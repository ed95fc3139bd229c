#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "edge/fanout/published_event.h"
#include "edge/phoenix/serializer.h"
#include "edge/transport/transport.h"
#include "prometheus/counter.h"

namespace lossy::edge {

class Hub;

// Where a Hub learns that its topics are live, and gets their events from.
class TopicSource {
 public:
  virtual ~TopicSource() = default;
  // Answered by Hub::OnFollowed, now or later. From then on the topic's events reach the hub.
  virtual void Follow(Hub& hub, const std::string& topic) = 0;
  virtual void Unfollow(Hub& hub, const std::string& topic) = 0;
};

// A client's place among those who follow a topic; gives it up when it is destroyed. Belongs to the
// hub's thread.
class Subscription {
 public:
  // What a subscriber is told, on the hub's thread.
  class Listener {
   public:
    virtual ~Listener() = default;
    // Live: every event from now on is sent to the transport. Or not, and it never will be.
    virtual void OnSubscribed(const absl::Status& status) = 0;
    // Events may be missing: the client has to join again.
    virtual void OnGap() = 0;
  };

  // What a client wants: to be sent the pub/sub topic's events of these names as pushes on its
  // topic. `events` and `transport` must outlive the subscription.
  struct Request {
    std::string topic;
    std::string channel_topic;
    const std::vector<std::string>* events;
    Serializer serializer;
    Transport* transport;
  };

  ~Subscription();
  Subscription(const Subscription&) = delete;
  Subscription& operator=(const Subscription&) = delete;

 private:
  friend class Hub;
  struct Group;
  struct Topic;

  Subscription(Hub& hub, Topic& topic, Group& group, Transport& transport, Listener& listener)
      : hub_(hub), topic_(topic), group_(group), transport_(transport), listener_(listener) {}

  Hub& hub_;
  Topic& topic_;
  Group& group_;
  Transport& transport_;
  Listener& listener_;
  std::size_t place_ = 0;  // In the group's members, or in the topic's waiting.
  bool live_ = false;
};

// Who follows what on one thread. Clients with the same topic and serializer share one encoding of
// each event. Not
// thread-safe; nothing is destroyed inside Publish.
class Hub {
 public:
  // All must outlive it. `deliveries` counts frames handed to a transport.
  Hub(TopicSource& source, prometheus::Counter& deliveries);
  ~Hub();

  // The listener may be called before this returns.
  std::unique_ptr<Subscription> Subscribe(Subscription::Request request,
                                          Subscription::Listener& listener);

  // For the source.
  void OnFollowed(const std::string& topic, const absl::Status& status);
  void OnGap(const std::string& topic);
  void Publish(const PublishedEvent& event);

 private:
  friend class Subscription;
  using Group = Subscription::Group;
  using Topic = Subscription::Topic;

  Topic& FindOrAddTopic(const std::string& name);
  void Leave(Subscription& subscription);
  void GoLive(Subscription& subscription);

  TopicSource& source_;
  prometheus::Counter& deliveries_;
  absl::flat_hash_map<std::string, std::unique_ptr<Topic>> topics_;
};

}  // namespace lossy::edge
