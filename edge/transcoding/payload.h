#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "edge/transcoding/message_table.h"

namespace lossy::edge {

// The payload of a message to clients.
struct Payload {
  // A JSON object.
  std::string json;
  // The bytes that replace `json` for clients that accept binary messages.
  absl::optional<std::string> bytes;
};

// Returns the payload for a message's wire form, or DATA_LOSS if that is malformed.
absl::Status MakePayload(const MessageTable& table, absl::string_view wire, Payload* payload);

// Appends the wire form of the message whose binary field is `bytes`, for a client's binary
// message. Returns INVALID_ARGUMENT if the type has no binary field, unless `bytes` is empty.
absl::Status BytesToWire(const MessageTable& table, absl::string_view bytes, std::string* out);

}  // namespace lossy::edge
