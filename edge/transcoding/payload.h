#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "edge/transcoding/message_table.h"

namespace lossy::edge {

// The payload of a message to clients, in one or both forms.
struct Payload {
  // The payload as a JSON object.
  std::string json;
  // The payload of a binary message, which replaces `json` for clients that accept binary messages.
  // Nullopt: all clients receive `json`.
  absl::optional<std::string> bytes;
};

// Sets `payload` to that of a message in wire form. It has bytes if the type has a binary field
// (MessageTable::binary_number). Returns DATA_LOSS if `wire` is malformed.
absl::Status MakePayload(const MessageTable& table, absl::string_view wire, Payload* payload);

// Appends the wire form of a client's binary message, whose payload `bytes` becomes the type's
// binary field. Returns INVALID_ARGUMENT if the type has no binary field and `bytes` is not empty.
absl::Status BytesToWire(const MessageTable& table, absl::string_view bytes, std::string* out);

}  // namespace lossy::edge
