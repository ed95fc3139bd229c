#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "edge/phoenix/message.h"
#include "edge/phoenix/parts.h"

namespace lossy::edge {

// Text messages of Phoenix's V2 protocol: [join_ref, ref, topic, event, payload].

// Decodes a message of valid UTF-8. Returns false unless it is a JSON array (RFC 8259) of at least
// five values; further values are ignored. The views of the message point into `text` and
// `scratch`, whose content is replaced.
bool DecodeV2(absl::string_view text, std::string* scratch, Message* message);

// The functions below return the parts of the message that their comment shows. Arguments named
// *_json, and refs, are raw JSON. `status` and `event` are plain identifiers that need no escaping.

// [join_ref,ref,topic,"phx_reply",{"status":"ok","response":{…}}]
Parts<11> V2ReplyParts(absl::string_view join_ref, absl::string_view ref,
                       absl::string_view topic_json, absl::string_view status,
                       absl::string_view response_json);

// [join_ref,null,topic,"event",payload]; the join_ref of a broadcast must be "null".
Parts<9> V2PushParts(absl::string_view join_ref, absl::string_view topic_json,
                     absl::string_view event, absl::string_view payload_json);

// [join_ref,join_ref,topic,"phx_close",{}]
Parts<7> V2CloseParts(absl::string_view join_ref, absl::string_view topic_json);

// [join_ref,join_ref,topic,"phx_error",payload]
Parts<9> V2ErrorParts(absl::string_view join_ref, absl::string_view topic_json,
                      absl::string_view payload_json);

}  // namespace lossy::edge
