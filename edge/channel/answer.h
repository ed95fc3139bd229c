#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "edge/transcoding/message_table.h"
#include "edge/transcoding/payload.h"

namespace lossy::edge {

// The reply to one of a client's messages.
struct Answer {
  absl::string_view status;  // "ok" or "error".
  Payload response;

  bool ok() const { return status == "ok"; }
};

// The reply with the error of `status`, a lossy.channel.v1.Error as JSON.
Answer ErrorAnswer(const absl::Status& status);

// The reply to a request beyond the channel's limit of requests that wait for an answer.
Answer TooManyWaiting();

// The reply to a message for a topic that is not joined or that no channel serves. The reason is
// Phoenix's own. `message` tells the two cases apart; it must need no escaping in JSON.
Answer UnmatchedAnswer(absl::string_view message);

// The reply with a service's response, or with its error. `table` describes the response; nullptr:
// the response is empty.
Answer MakeAnswer(const absl::Status& status, const MessageTable* table, absl::string_view wire);

}  // namespace lossy::edge
