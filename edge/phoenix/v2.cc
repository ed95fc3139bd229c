#include "edge/phoenix/v2.h"

#include <array>

#include "edge/phoenix/json_cursor.h"

namespace lossy::edge {
namespace {

constexpr int kElements = 5;

bool ReadElements(absl::string_view text, std::array<absl::string_view, kElements>* elements) {
  JsonCursor cursor(text);
  if (!cursor.Take('[')) return false;
  for (int i = 0; i < kElements; ++i) {
    if ((i > 0 && !cursor.Take(',')) || !cursor.TakeValue(&(*elements)[i])) return false;
  }
  absl::string_view ignored;
  while (cursor.Take(',')) {
    if (!cursor.TakeValue(&ignored)) return false;
  }
  return cursor.Take(']') && cursor.AtEnd();
}

}  // namespace

bool DecodeV2(absl::string_view text, std::string* scratch, Message* message) {
  std::array<absl::string_view, kElements> elements;
  if (!ReadElements(text, &elements)) return false;
  const auto& [join_ref, ref, topic, event, payload] = elements;
  *message = Message{.join_ref = join_ref, .ref = ref, .topic_json = topic, .payload = payload};
  scratch->clear();
  // Both texts fit, so that appending the second does not move the first.
  scratch->reserve(topic.size() + event.size());
  message->topic_is_string = ReadJsonString(topic, scratch, &message->topic);
  message->event_is_string = ReadJsonString(event, scratch, &message->event);
  return true;
}

Parts<11> V2ReplyParts(absl::string_view join_ref, absl::string_view ref,
                       absl::string_view topic_json, absl::string_view status,
                       absl::string_view response_json) {
  return {"[",
          join_ref,
          ",",
          ref,
          ",",
          topic_json,
          ",\"phx_reply\",{\"status\":\"",
          status,
          "\",\"response\":",
          response_json,
          "}]"};
}

Parts<9> V2PushParts(absl::string_view join_ref, absl::string_view topic_json,
                     absl::string_view event, absl::string_view payload_json) {
  return {"[", join_ref, ",null,", topic_json, ",\"", event, "\",", payload_json, "]"};
}

Parts<7> V2CloseParts(absl::string_view join_ref, absl::string_view topic_json) {
  return {"[", join_ref, ",", join_ref, ",", topic_json, ",\"phx_close\",{}]"};
}

Parts<9> V2ErrorParts(absl::string_view join_ref, absl::string_view topic_json,
                      absl::string_view payload_json) {
  return {"[", join_ref, ",", join_ref, ",", topic_json, ",\"phx_error\",", payload_json, "]"};
}

}  // namespace lossy::edge
