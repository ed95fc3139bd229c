#pragma once

#include "absl/strings/string_view.h"
#include "base/text/shared_text.h"
#include "edge/phoenix/serializer.h"
#include "edge/pubsub/position.h"
#include "edge/transcoding/payload.h"
#include "edge/transport/encoded_message.h"

namespace lossy::edge {

// The form of the pushes that one kind of client receives on a channel topic. Immutable, so
// thread-safe.
class BroadcastFormat {
 public:
  // `extended` clients receive an optional part of each payload: the position of an event, or the
  // updates of a presence_diff. The owner of the group adds that part before it calls Encode.
  BroadcastFormat(base::SharedText channel_topic, Serializer serializer, bool extended);

  const base::SharedText& channel_topic() const { return channel_topic_; }
  bool extended() const { return extended_; }

  bool Matches(const base::SharedText& channel_topic, Serializer serializer, bool extended) const {
    return channel_topic_ == channel_topic && serializer_ == serializer && extended_ == extended;
  }

  // Encodes a Phoenix broadcast: a push with both refs null. `event` must be a plain identifier,
  // which needs no escaping in JSON. A payload with bytes becomes a binary message if the
  // serializer has binary messages. `position` is that of a published event, and becomes the id of
  // a server-sent event; nullptr: the message has no position.
  EncodedMessagePtr Encode(absl::string_view event, const Payload& payload,
                           const Position* position) const;

 private:
  const base::SharedText channel_topic_;
  const Serializer serializer_;
  const bool extended_;
};

}  // namespace lossy::edge
