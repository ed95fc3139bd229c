#pragma once

#include "absl/strings/string_view.h"

namespace lossy::edge {

// One decoded message from a client, of any serializer. Its views point into the encoded message or
// into the decoder's scratch memory; both must outlive it.
struct Message {
  // Raw JSON values, which replies repeat unchanged, because "11" and 11 differ. `null` if the
  // client sent none.
  absl::string_view join_ref = "null";
  absl::string_view ref = "null";
  // The topic as raw JSON, with the quotes of a string.
  absl::string_view topic_json;
  // The unescaped topic and event. Each is empty if its JSON value is not a string.
  absl::string_view topic;
  absl::string_view event;
  bool topic_is_string = false;
  bool event_is_string = false;
  // The payload: a raw JSON value of any type, or the bytes of a binary message.
  absl::string_view payload;
  bool binary = false;
};

}  // namespace lossy::edge
