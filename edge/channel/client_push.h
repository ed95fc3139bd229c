#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "edge/channel/channel_table.h"
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

// A client's push, or the params of its join, as the request of a service.
struct ReadPush {
  // INVALID_ARGUMENT that names the malformed field.
  absl::Status status;
  // The wire form of the payload.
  std::string message;
  // The warnings about unknown keys, as a JSON list. Empty: none.
  std::string warnings;
};

// Reads the payload by `table`. If the channel has a reporter of unknown keys, it receives those of
// the payload. `options` are keys that the edge reads itself. kJsonPadding readable bytes must
// follow a JSON payload.
ReadPush Read(const ServedChannel& channel, const MessageTable& table, const ClientPush& push,
              absl::Span<const absl::string_view> options = {});

}  // namespace lossy::edge
