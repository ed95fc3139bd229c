#pragma once

#include "absl/strings/string_view.h"
#include "edge/channel/answer.h"
#include "edge/phoenix/serializer.h"
#include "edge/pubsub/position.h"
#include "edge/transcoding/payload.h"
#include "edge/transport/transport.h"

namespace lossy::edge {

// Encodes Phoenix messages with one client's serializer, and sends them. Refs are raw JSON, topics
// are plain text, and statuses and events are identifiers that need no escaping. On an
// event stream, topics and refs are left out. Belongs to the transport's thread.
class Sender {
 public:
  // `transport` must outlive the sender.
  Sender(Transport& transport, Serializer serializer)
      : transport_(transport), serializer_(serializer) {}

  Transport& transport() const { return transport_; }
  Serializer serializer() const { return serializer_; }

  // Sends a phx_reply. It is binary if the response has bytes and the serializer allows it.
  void Reply(absl::string_view join_ref, absl::string_view ref, absl::string_view topic,
             const Answer& answer) const;
  // Sends a phx_reply whose response is JSON. `topic_json` is any raw JSON value, as the client
  // sent it.
  void ReplyJson(absl::string_view join_ref, absl::string_view ref, absl::string_view topic_json,
                 absl::string_view status, absl::string_view response_json) const;
  // Sends a push. It is binary if the payload has bytes and the serializer allows it.
  void Push(absl::string_view join_ref, absl::string_view topic, absl::string_view event,
            const Payload& payload) const;
  // Send phx_close or phx_error, which end the channel.
  void PhxClose(absl::string_view join_ref, absl::string_view topic) const;
  void PhxError(absl::string_view join_ref, absl::string_view topic,
                absl::string_view payload_json) const;

 private:
  void ReplyEvent(bool ok, absl::string_view response_json, const Position* position) const;

  Transport& transport_;
  const Serializer serializer_;
};

}  // namespace lossy::edge
