#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "edge/phoenix/serializer.h"
#include "edge/pubsub/position.h"
#include "edge/pubsub/published_event.h"
#include "edge/transport/frame.h"
#include "edge/transport/transport.h"
#include "prometheus/counter.h"

namespace lossy::edge {

class Hub;

// What came after a position of a live topic.
struct Missed {
  Position after;
  // False: not all of it can be had, or nothing has that position.
  bool complete = false;
  // In order, up to `position`; what is published next comes after that.
  std::vector<PublishedEventPtr> events;
  Position position;

  // When it is not complete: whether what came after `other` cannot be had either. What is older
  // cannot, nor what is even further ahead of the log's end.
  bool Excludes(const Position& other) const {
    // Nothing has that position; the same offset may be right with another run.
    if (other.offset == after.offset && !SameRun(other, after)) return false;
    return after.offset > position.offset ? other.offset >= after.offset
                                          : other.offset <= after.offset;
  }
};

// Where a Hub learns that its topics are live, and gets their events from.
class TopicSource {
 public:
  virtual ~TopicSource() = default;
  // Answered by Hub::OnFollowed, now or later. From then on the topic's events reach the hub.
  virtual void Follow(Hub& hub, const std::string& topic) = 0;
  // For a live topic. Answered by Hub::OnMissed, now or later, unless OnGap comes first.
  virtual void Recover(Hub& hub, const std::string& topic, const Position& after) = 0;
  virtual void Unfollow(Hub& hub, const std::string& topic) = 0;
};

// A client's place among those who follow a topic; gives it up when it is destroyed. Belongs to the
// hub's thread.
class Subscription {
 public:
  // How it begins.
  struct Beginning {
    // Whether a position was given and everything since then follows.
    bool recovered = false;
    // What is sent comes after it. That which was given, when it is recovered: a client that loses
    // its connection before it has read what it missed has lost nothing.
    Position position;
    // To be sent first, in this order. Good during the call.
    absl::Span<const FramePtr> missed;
  };

  // What a subscriber is told, on the hub's thread.
  class Listener {
   public:
    virtual ~Listener() = default;
    // Live: every event from now on is sent to the transport. Or not, and it never will be.
    virtual void OnSubscribed(const absl::StatusOr<Beginning>& beginning) = 0;
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
    // Whether each event's payload says its position. Such a client is sent JSON, never bytes.
    bool positions = false;
    // The last position that the client has seen.
    absl::optional<Position> after = absl::nullopt;
  };

  ~Subscription();
  Subscription(const Subscription&) = delete;
  Subscription& operator=(const Subscription&) = delete;

 private:
  friend class Hub;
  struct Group;
  struct Topic;
  using List = std::vector<Subscription*>;

  Subscription(Hub& hub, Topic& topic, Group& group, const Request& request, Listener& listener)
      : hub_(hub),
        topic_(topic),
        group_(group),
        transport_(*request.transport),
        listener_(listener),
        after_(request.after) {}

  void MoveTo(List& list);
  void LeaveList();

  Hub& hub_;
  Topic& topic_;
  Group& group_;
  Transport& transport_;
  Listener& listener_;
  const absl::optional<Position> after_;
  List* list_ = nullptr;   // One of the topic's, or the group's members.
  std::size_t place_ = 0;  // In the list.
};

// Who follows what on one thread. Clients with the same topic and serializer share one encoding of
// each event, and one more with its position for those who want that. Not thread-safe; nothing is
// destroyed inside Publish.
class Hub {
 public:
  // All must outlive it. `deliveries` counts frames handed to a transport.
  Hub(TopicSource& source, prometheus::Counter& deliveries);
  ~Hub();

  // The listener may be called before this returns.
  std::unique_ptr<Subscription> Subscribe(Subscription::Request request,
                                          Subscription::Listener& listener);

  // For the source.
  void OnFollowed(const std::string& topic, const absl::StatusOr<Position>& position);
  void OnMissed(const std::string& topic, const absl::StatusOr<Missed>& missed);
  void OnGap(const std::string& topic);
  void Publish(const PublishedEvent& event);

 private:
  friend class Subscription;
  using Group = Subscription::Group;
  using Topic = Subscription::Topic;

  Topic& FindOrAddTopic(const std::string& name);
  Topic* Find(const std::string& name);
  void Leave(Subscription& subscription);
  void Begin(Topic& topic, const Subscription::List& subscriptions, const Missed* missed);
  void AskForMissed(Topic& topic);
  void Refuse(Topic& topic, Subscription::List& list, const absl::Status& status);

  TopicSource& source_;
  prometheus::Counter& deliveries_;
  absl::flat_hash_map<std::string, std::unique_ptr<Topic>> topics_;
};

}  // namespace lossy::edge
