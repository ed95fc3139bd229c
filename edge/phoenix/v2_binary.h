#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "edge/phoenix/message.h"

namespace lossy::edge {

// Phoenix's V2 binary frames: a kind, the sizes of the texts in a byte each, the texts in UTF-8,
// and then the payload up to the end.

// Reads a client's push. The views point into `bytes` and `scratch`, whose content is replaced.
bool DecodeV2Binary(absl::string_view bytes, std::string* scratch, Message* message);

// These append all that comes before the payload. Refs are raw JSON, the others plain text. False,
// and nothing is appended, if one is longer than 255 bytes.
bool AppendBinaryReply(absl::string_view join_ref, absl::string_view ref, absl::string_view topic,
                       absl::string_view status, std::string* out);
bool AppendBinaryPush(absl::string_view join_ref, absl::string_view topic, absl::string_view event,
                      std::string* out);
bool AppendBinaryBroadcast(absl::string_view topic, absl::string_view event, std::string* out);

}  // namespace lossy::edge
