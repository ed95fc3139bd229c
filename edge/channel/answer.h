#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "edge/pubsub/position.h"
#include "edge/transcoding/message_table.h"
#include "edge/transcoding/payload.h"
#include "lossy/channel/v1/error.pb.h"

namespace lossy::edge {

// The content of a reply (phx_reply) to one of a client's messages.
struct Answer {
  absl::string_view status;  // "ok" or "error".
  Payload response;
  // For a join that asked for its position: the position that the response has. It must outlive
  // the answer.
  const Position* position = nullptr;
  // Of an error. REASON_UNSPECIFIED: the reason is none of the enumeration.
  channel::v1::Reason reason = channel::v1::REASON_UNSPECIFIED;

  bool ok() const { return status == "ok"; }
};

// Returns a reply with the error, a lossy.channel.v1.Error as JSON.
Answer ErrorAnswer(const absl::Status& status);

// Returns the reply to a request that exceeds the channel's limit of unanswered requests.
Answer TooManyWaiting();

// Returns the reply to a message for a topic that is not joined or that no channel serves. Its
// reason is "unmatched topic", as in Phoenix. `message` names the case; it must need no
// escaping in JSON.
Answer UnmatchedAnswer(absl::string_view message);

// Returns the reply with the member "warnings", a non-empty JSON list, at the beginning of its
// JSON. A reader takes a member of the same name that the service sends instead. A binary reply has
// no warnings.
Answer WithWarnings(const Answer& answer, absl::string_view warnings);

// As UnmatchedAnswer, for a topic that no channel serves.
Answer NoSuchTopicAnswer();

// Returns a reply with a service's response, or with its error. `wire` is the response in wire
// form, and `table` its type. nullptr: the response is empty. `memory` is a string whose memory the
// JSON reuses; its text is dropped.
Answer MakeAnswer(const absl::Status& status, const MessageTable* table, absl::string_view wire,
                  std::string memory = {});

}  // namespace lossy::edge
