#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "edge/phoenix/message.h"
#include "edge/phoenix/parts.h"

namespace lossy::edge {

// Phoenix's V2 text frames: [join_ref, ref, topic, event, payload].

// Reads a frame of valid UTF-8. Accepts what is JSON, strictly, and an array of five or more; more
// than five are ignored. The views point into `text` and `scratch`, whose content is replaced.
bool DecodeV2(absl::string_view text, std::string* scratch, Message* message);

// Arguments named *_json, and refs, are raw JSON; `status` and `event` are plain identifiers.

// [join_ref,ref,topic,"phx_reply",{"status":"ok","response":{…}}]
Parts<11> V2ReplyParts(absl::string_view join_ref, absl::string_view ref,
                       absl::string_view topic_json, absl::string_view status,
                       absl::string_view response_json);

// [join_ref,null,topic,"event",payload]; a broadcast's join_ref is "null".
Parts<9> V2PushParts(absl::string_view join_ref, absl::string_view topic_json,
                     absl::string_view event, absl::string_view payload_json);

// [join_ref,join_ref,topic,"phx_close",{}]
Parts<7> V2CloseParts(absl::string_view join_ref, absl::string_view topic_json);

// [join_ref,join_ref,topic,"phx_error",payload]
Parts<9> V2ErrorParts(absl::string_view join_ref, absl::string_view topic_json,
                      absl::string_view payload_json);

}  // namespace lossy::edge
