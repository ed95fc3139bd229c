#pragma once

#include "absl/strings/string_view.h"

namespace lossy::edge {

// One message from a client, of any serializer. Its views point into the encoded message or into
// the decoder's scratch, and are valid as long as both.
struct Message {
  // Raw JSON values, which replies repeat unchanged: "11" and 11 differ. `null` if there is none.
  absl::string_view join_ref = "null";
  absl::string_view ref = "null";
  // Raw JSON; a string has its quotes.
  absl::string_view topic_json;
  // Unescaped text; empty if the JSON value is not a string.
  absl::string_view topic;
  absl::string_view event;
  bool topic_is_string = false;
  bool event_is_string = false;
  // Raw JSON of any type. In a binary message, the bytes.
  absl::string_view payload;
  bool binary = false;
};

}  // namespace lossy::edge
