#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "edge/transcoding/message_table.h"
#include "edge/transcoding/payload.h"

namespace lossy::edge {

// What a client is told in reply to one of its messages.
struct Answer {
  absl::string_view status;  // "ok" or "error".
  Payload response;

  bool ok() const { return status == "ok"; }
};

Answer ErrorAnswer(const absl::Status& status);

// The answer to a message for a topic that is not joined or that no channel answers. The reason is
// in Phoenix's own words; `message` says which of the two, and has no character that JSON escapes.
Answer UnmatchedAnswer(absl::string_view message);

// From a service's response, or from its error. `table` may be nullptr when there is no message.
Answer MakeAnswer(const absl::Status& status, const MessageTable* table, absl::string_view wire);

}  // namespace lossy::edge
