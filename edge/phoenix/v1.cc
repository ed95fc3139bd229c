#include "edge/phoenix/v1.h"

#include "edge/phoenix/json_cursor.h"

namespace lossy::edge {
namespace {

// The raw JSON of the members of a message. Empty: the member is missing.
struct Members {
  absl::string_view join_ref = "null";
  absl::string_view ref;
  absl::string_view topic;
  absl::string_view event;
  absl::string_view payload;

  absl::string_view* Find(absl::string_view key) {
    if (key == "topic") return &topic;
    if (key == "event") return &event;
    if (key == "payload") return &payload;
    if (key == "ref") return &ref;
    if (key == "join_ref") return &join_ref;
    return nullptr;
  }

  bool complete() const {
    return !ref.empty() && !topic.empty() && !event.empty() && !payload.empty();
  }
};

bool ReadMember(JsonCursor& cursor, std::string* scratch, Members* members) {
  absl::string_view key_json;
  absl::string_view key;
  absl::string_view value;
  if (!cursor.TakeValue(&key_json) || !ReadJsonString(key_json, scratch, &key)) return false;
  if (!cursor.Take(':') || !cursor.TakeValue(&value)) return false;
  if (absl::string_view* member = members->Find(key)) *member = value;
  return true;
}

bool ReadMembers(absl::string_view text, std::string* scratch, Members* members) {
  JsonCursor cursor(text);
  if (!cursor.Take('{')) return false;
  if (cursor.Take('}')) return cursor.AtEnd();
  do {
    if (!ReadMember(cursor, scratch, members)) return false;
  } while (cursor.Take(','));
  return cursor.Take('}') && cursor.AtEnd();
}

}  // namespace

bool DecodeV1(absl::string_view text, std::string* scratch, Message* message) {
  scratch->clear();
  // All unescaped texts fit, so that appending one does not move the others.
  if (text.find('\\') != absl::string_view::npos) scratch->reserve(text.size());
  Members members;
  if (!ReadMembers(text, scratch, &members) || !members.complete()) return false;
  *message = Message{.join_ref = members.join_ref,
                     .ref = members.ref,
                     .topic_json = members.topic,
                     .payload = members.payload};
  message->topic_is_string = ReadJsonString(members.topic, scratch, &message->topic);
  message->event_is_string = ReadJsonString(members.event, scratch, &message->event);
  return true;
}

Parts<9> V1ReplyParts(absl::string_view ref, absl::string_view topic_json, absl::string_view status,
                      absl::string_view response_json) {
  return {"{\"topic\":",
          topic_json,
          ",\"event\":\"phx_reply\",\"ref\":",
          ref,
          ",\"payload\":{\"status\":\"",
          status,
          "\",\"response\":",
          response_json,
          "}}"};
}

Parts<7> V1PushParts(absl::string_view topic_json, absl::string_view event,
                     absl::string_view payload_json) {
  return {"{\"topic\":", topic_json, ",\"event\":\"", event, "\",\"ref\":null,\"payload\":",
          payload_json,  "}"};
}

Parts<5> V1CloseParts(absl::string_view join_ref, absl::string_view topic_json) {
  return {"{\"topic\":", topic_json, ",\"event\":\"phx_close\",\"ref\":", join_ref,
          ",\"payload\":{}}"};
}

Parts<7> V1ErrorParts(absl::string_view join_ref, absl::string_view topic_json,
                      absl::string_view payload_json) {
  return {"{\"topic\":", topic_json, ",\"event\":\"phx_error\",\"ref\":", join_ref, ",\"payload\":",
          payload_json,  "}"};
}

}  // namespace lossy::edge
