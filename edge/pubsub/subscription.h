#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "base/text/shared_text.h"
#include "edge/phoenix/serializer.h"
#include "edge/pubsub/broadcast_group.h"
#include "edge/pubsub/client_list.h"
#include "edge/pubsub/position.h"
#include "edge/transport/encoded_message.h"
#include "edge/transport/transport.h"

namespace lossy::edge {

class Hub;

// A client's subscription to a pub/sub topic through a Hub. Its destructor unsubscribes the client.
// Belongs to the hub's thread.
class Subscription : public ClientList<Subscription>::Hook {
 public:
  // The state of the subscription when it begins.
  struct Beginning {
    // True if the client gave a position (Request::after) and receives every event after it.
    bool recovered = false;
    // The position after which the client receives all events. If recovered, it is the client's own
    // position, so that a reconnect during catch-up repeats events rather than skips them.
    Position position;
    // The frames of the events that the client missed. The listener must send them first, in this
    // order. Valid during the call.
    absl::Span<const EncodedMessagePtr> missed;
  };

  // The subscribing channel. It is called on the hub's thread.
  class Listener {
   public:
    virtual ~Listener() = default;
    // The subscription begins: from now on the hub sends every event to the transport. On error it
    // does not begin, and the hub sends nothing.
    virtual void OnSubscribed(const absl::StatusOr<Beginning>& beginning) = 0;
    // The subscription ends because events may be missing. The client must join again.
    virtual void OnGap() = 0;
  };

  // Describes a new subscription. `events` and `transport` must outlive the subscription.
  struct Request {
    base::SharedText topic;          // The pub/sub topic.
    base::SharedText channel_topic;  // The Phoenix topic on which the client receives pushes.
    // The names of the events that the client receives. Clients with the same object share frames.
    const std::vector<std::string>* events;
    Serializer serializer;
    Transport* transport;
    // True if each payload must include the event's position. The client then receives JSON only,
    // never binary messages.
    bool positions = false;
    // The position of the last event that the client has received. Nullopt: it asks for no missed
    // events.
    absl::optional<Position> after = absl::nullopt;
  };

  ~Subscription();

  Transport& transport() const { return transport_; }
  // Returns Request::channel_topic, in memory that the subscriptions of one kind share.
  const base::SharedText& channel_topic() const { return group_.format().channel_topic(); }

  // Returns true if the client receives events with this name.
  bool Wants(absl::string_view event) const { return group_.Wants(event); }

 private:
  friend class Hub;
  struct Topic;
  using Group = BroadcastGroup<Subscription>;
  using List = ClientList<Subscription>;

  Subscription(Topic& topic, Group& group, const Request& request, Listener& listener)
      : topic_(topic),
        group_(group),
        transport_(*request.transport),
        listener_(listener),
        after_(request.after ? std::make_unique<Position>(*request.after) : nullptr) {}

  Topic& topic_;
  Group& group_;
  Transport& transport_;
  Listener& listener_;
  // See Request::after. Few clients have one, so that it takes no room in the others.
  const std::unique_ptr<const Position> after_;
};

}  // namespace lossy::edge
