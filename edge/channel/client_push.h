#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "edge/transcoding/message_table.h"

namespace lossy::edge {

// A client's message on its topic. Views point into the frame.
struct ClientPush {
  absl::string_view ref;  // Raw JSON.
  absl::string_view event;
  absl::string_view payload;  // JSON, or the bytes of a binary push.
  bool binary = false;
  // Of a binary push whose event is "name?query": the query, which carries the other fields.
  absl::string_view fields = {};
};

// Moves the query of a binary push from `event` to `fields`.
void SplitFields(ClientPush& push);

// Appends the wire form of the push's payload to `out`. INVALID_ARGUMENT names the field that
// cannot be read. JSON must be followed by kJsonPadding readable bytes.
absl::Status ToWire(const MessageTable& table, const ClientPush& push, std::string* out);

}  // namespace lossy::edge
