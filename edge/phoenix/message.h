#pragma once

#include "absl/strings/string_view.h"

namespace lossy::edge {

// One frame from a client. Views point into the frame or into the decoder's scratch.
struct Message {
  // Raw JSON values, echoed as they came: "11" and 11 are not the same. `null` when there is none.
  absl::string_view join_ref = "null";
  absl::string_view ref = "null";
  // Raw JSON, with its quotes when it is a string.
  absl::string_view topic_json;
  // Unescaped; empty when the JSON value is not a string.
  absl::string_view topic;
  absl::string_view event;
  bool topic_is_string = false;
  bool event_is_string = false;
  // Raw JSON, any value; the bytes themselves when it came in a binary frame.
  absl::string_view payload;
  bool binary = false;
};

}  // namespace lossy::edge
