#pragma once

#include "absl/strings/string_view.h"
#include "edge/channel/answer.h"
#include "edge/phoenix/serializer.h"
#include "edge/transcoding/payload.h"
#include "edge/transport/transport.h"

namespace lossy::edge {

// Says things to one client in its serializer. Refs are raw JSON, topics plain text, statuses and
// events plain identifiers. Belongs to the transport's thread.
class Sender {
 public:
  // `transport` must outlive it.
  Sender(Transport& transport, Serializer serializer)
      : transport_(transport), serializer_(serializer) {}

  Transport& transport() const { return transport_; }
  Serializer serializer() const { return serializer_; }

  void Reply(absl::string_view join_ref, absl::string_view ref, absl::string_view topic,
             const Answer& answer) const;
  // The same for what is JSON already. `topic_json` need not be a string.
  void ReplyJson(absl::string_view join_ref, absl::string_view ref, absl::string_view topic_json,
                 absl::string_view status, absl::string_view response_json) const;
  void Push(absl::string_view join_ref, absl::string_view topic, absl::string_view event,
            const Payload& payload) const;
  void PhxClose(absl::string_view join_ref, absl::string_view topic) const;
  void PhxError(absl::string_view join_ref, absl::string_view topic,
                absl::string_view payload_json) const;

 private:
  Transport& transport_;
  const Serializer serializer_;
};

}  // namespace lossy::edge
