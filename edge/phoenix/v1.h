#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "edge/phoenix/message.h"
#include "edge/phoenix/parts.h"

namespace lossy::edge {

// Messages of Phoenix's V1 protocol: {"topic": …, "event": …, "payload": …, "ref": …}.

// Decodes a message of valid UTF-8. Returns false unless it is a JSON object (RFC 8259) with the
// four members. `join_ref` is optional, and other members are ignored. The views of the message
// point into `text` and `scratch`, whose content is replaced.
bool DecodeV1(absl::string_view text, std::string* scratch, Message* message);

// These functions return the parts of a message to a client. V1 messages to clients have no
// join_ref. Arguments named *_json, and refs, are raw JSON. `status` and `event` are plain
// identifiers that need no escaping.
Parts<9> V1ReplyParts(absl::string_view ref, absl::string_view topic_json, absl::string_view status,
                      absl::string_view response_json);
Parts<7> V1PushParts(absl::string_view topic_json, absl::string_view event,
                     absl::string_view payload_json);
// Return the messages phx_close and phx_error, whose ref is `join_ref`.
Parts<5> V1CloseParts(absl::string_view join_ref, absl::string_view topic_json);
Parts<7> V1ErrorParts(absl::string_view join_ref, absl::string_view topic_json,
                      absl::string_view payload_json);

}  // namespace lossy::edge
