#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "edge/phoenix/message.h"

namespace lossy::edge {

// Binary messages of Phoenix's V2 protocol. A message consists of a byte for its kind, a byte for
// the size of each text, the texts (refs, topic, event or status) in UTF-8, and the payload.

// Decodes a client's push. Returns false if it is malformed. The views of the message point into
// `bytes` and `scratch`, whose content is replaced.
bool DecodeV2Binary(absl::string_view bytes, std::string* scratch, Message* message);

// These functions append the header of a message; the caller appends the payload. Refs are raw
// JSON, the other texts are plain. The functions return false and append nothing if a text is
// longer than 255 bytes.
bool AppendBinaryReply(absl::string_view join_ref, absl::string_view ref, absl::string_view topic,
                       absl::string_view status, std::string* out);
bool AppendBinaryPush(absl::string_view join_ref, absl::string_view topic, absl::string_view event,
                      std::string* out);
bool AppendBinaryBroadcast(absl::string_view topic, absl::string_view event, std::string* out);

}  // namespace lossy::edge
