#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "edge/transcoding/message_table.h"

namespace lossy::edge {

// A client's push on a joined topic. The views point into the message.
struct ClientPush {
  absl::string_view ref;  // Raw JSON.
  absl::string_view event;
  absl::string_view payload;  // JSON, or the bytes of a binary push.
  bool binary = false;
  // For a binary push whose event is "name?query": the query, which has the other fields.
  absl::string_view fields = {};
};

// Splits the event "name?query" of a binary push: `event` becomes the name, `fields` the query.
void SplitFields(ClientPush& push);

// Appends the wire form of the push's payload to `out`. kJsonPadding readable bytes must follow a
// JSON payload. Returns INVALID_ARGUMENT that names the malformed field.
absl::Status ToWire(const MessageTable& table, const ClientPush& push, std::string* out);

}  // namespace lossy::edge
