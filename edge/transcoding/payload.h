#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "edge/transcoding/message_table.h"

namespace lossy::edge {

// What a message to clients carries.
struct Payload {
  // A JSON object.
  std::string json;
  // In its stead for clients that can be sent a binary frame.
  absl::optional<std::string> bytes;
};

// From a message's wire form. DataLoss when that is malformed.
absl::Status MakePayload(const MessageTable& table, absl::string_view wire, Payload* payload);

// The other way for what came in a binary frame: appends the wire form of the message whose binary
// field is `bytes`. Invalid_argument when the message has no such field, unless `bytes` is empty.
absl::Status BytesToWire(const MessageTable& table, absl::string_view bytes, std::string* out);

}  // namespace lossy::edge
