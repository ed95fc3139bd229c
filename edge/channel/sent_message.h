#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "edge/phoenix/message.h"
#include "edge/phoenix/serializer.h"
#include "edge/transport/encoded_message.h"

namespace lossy::edge {

// A message from the edge to a client, decoded again. Copies the message, so its views point into
// this object. For an operator who follows a client; the path of a message never needs it.
class SentMessage {
 public:
  // Returns false if the edge sends no such message in this format. A server-sent event has no
  // topic. Of a binary message, the views of `message` have the topic, event and payload alone.
  bool Read(Serializer serializer, MessageKind kind, MessageParts parts);

  const Message& message() const { return message_; }
  // Returns the size of the payload of the transport's frame.
  std::size_t bytes() const { return size_; }

 private:
  bool ReadEventStream(absl::string_view text);
  bool ReadBinary(absl::string_view bytes);

  std::string copy_;
  std::string scratch_;
  std::size_t size_ = 0;
  Message message_;
};

}  // namespace lossy::edge
