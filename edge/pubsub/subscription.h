#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "edge/phoenix/serializer.h"
#include "edge/pubsub/broadcast_group.h"
#include "edge/pubsub/client_list.h"
#include "edge/pubsub/position.h"
#include "edge/transport/encoded_message.h"
#include "edge/transport/transport.h"

namespace lossy::edge {

class Hub;

// A client's subscription to a topic of a Hub. Its destruction unsubscribes the client. Belongs to
// the hub's thread.
class Subscription : public ClientList<Subscription>::Hook {
 public:
  // The beginning of the subscription.
  struct Beginning {
    // True if the client gave a position, and receives every event after it.
    bool recovered = false;
    // The position before the first event that the client receives. If recovered, it is the
    // client's own position, so that a reconnect during catch-up repeats events rather than skips
    // them.
    Position position;
    // The events that the client missed, which must be sent first and in this order. Valid during
    // the call.
    absl::Span<const EncodedMessagePtr> missed;
  };

  // Called on the hub's thread.
  class Listener {
   public:
    virtual ~Listener() = default;
    // From now on the hub sends every event to the transport. On error it never will.
    virtual void OnSubscribed(const absl::StatusOr<Beginning>& beginning) = 0;
    // Events may be missing, so the client has to join again.
    virtual void OnGap() = 0;
  };

  // Asks for the events with these names of a pub/sub topic, as pushes on a channel topic. `events`
  // and `transport` must outlive the subscription. Clients of one channel topic have the same
  // events.
  struct Request {
    std::string topic;
    std::string channel_topic;
    const std::vector<std::string>* events;
    Serializer serializer;
    Transport* transport;
    // Each payload includes the event's position. Such a client receives JSON, never bytes.
    bool positions = false;
    // The position of the last event that the client has received.
    absl::optional<Position> after = absl::nullopt;
  };

  ~Subscription();

  Transport& transport() const { return transport_; }

  bool Wants(absl::string_view event) const {
    return std::find(events_.begin(), events_.end(), event) != events_.end();
  }

 private:
  friend class Hub;
  struct Topic;
  using Group = BroadcastGroup<Subscription>;
  using List = ClientList<Subscription>;

  Subscription(Hub& hub, Topic& topic, Group& group, const Request& request, Listener& listener)
      : hub_(hub),
        topic_(topic),
        group_(group),
        transport_(*request.transport),
        events_(*request.events),
        listener_(listener),
        after_(request.after) {}

  Hub& hub_;
  Topic& topic_;
  Group& group_;
  Transport& transport_;
  const std::vector<std::string>& events_;
  Listener& listener_;
  const absl::optional<Position> after_;
};

}  // namespace lossy::edge
