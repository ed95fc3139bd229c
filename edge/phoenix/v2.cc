#include "edge/phoenix/v2.h"

#include "edge/transcoding/json_scanner.h"
#include "edge/transcoding/json_unescape.h"

namespace lossy::edge {
namespace {

constexpr int kElements = 5;

// Goes through the elements of the array that is the frame.
class ElementReader {
 public:
  explicit ElementReader(absl::string_view text)
      : position_(text.data()), end_(text.data() + text.size()) {}

  bool Open() {
    SkipSpace();
    return Take('[');
  }

  // The raw JSON of the next element.
  bool Next(absl::string_view* element) {
    SkipSpace();
    const char* const behind = SkipJsonValue(position_, end_);
    if (behind == nullptr) return false;
    *element = absl::string_view(position_, behind - position_);
    position_ = behind;
    SkipSpace();
    return true;
  }

  bool Comma() { return Take(','); }

  bool Close() {
    if (!Take(']')) return false;
    SkipSpace();
    return position_ == end_;
  }

 private:
  void SkipSpace() { position_ = SkipJsonSpace(position_, end_); }

  bool Take(char c) {
    if (position_ == end_ || *position_ != c) return false;
    ++position_;
    return true;
  }

  const char* position_;
  const char* end_;
};

bool ReadElements(absl::string_view text, std::array<absl::string_view, kElements>* elements) {
  ElementReader reader(text);
  if (!reader.Open()) return false;
  for (int i = 0; i < kElements; ++i) {
    if ((i > 0 && !reader.Comma()) || !reader.Next(&(*elements)[i])) return false;
  }
  absl::string_view ignored;
  while (reader.Comma()) {
    if (!reader.Next(&ignored)) return false;
  }
  return reader.Close();
}

// What a JSON string says; empty, and false, for any other value. `scratch` has room enough.
bool ReadString(absl::string_view json, std::string* scratch, absl::string_view* text) {
  if (json.front() != '"') return false;
  *text = json.substr(1, json.size() - 2);
  if (text->find('\\') == absl::string_view::npos) return true;
  const std::size_t begin = scratch->size();
  // The scanner has checked the escapes.
  AppendUnescaped(*text, scratch);
  *text = absl::string_view(*scratch).substr(begin);
  return true;
}

}  // namespace

bool DecodeV2(absl::string_view text, std::string* scratch, Message* message) {
  std::array<absl::string_view, kElements> elements;
  if (!ReadElements(text, &elements)) return false;
  const auto& [join_ref, ref, topic, event, payload] = elements;
  *message = Message{.join_ref = join_ref, .ref = ref, .topic_json = topic, .payload = payload};
  scratch->clear();
  // Both strings fit, so that the second does not move the first.
  scratch->reserve(topic.size() + event.size());
  message->topic_is_string = ReadString(topic, scratch, &message->topic);
  message->event_is_string = ReadString(event, scratch, &message->event);
  return true;
}

Parts<11> ReplyParts(absl::string_view join_ref, absl::string_view ref,
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

Parts<9> PushParts(absl::string_view join_ref, absl::string_view topic_json,
                   absl::string_view event, absl::string_view payload_json) {
  return {"[", join_ref, ",null,", topic_json, ",\"", event, "\",", payload_json, "]"};
}

Parts<7> CloseParts(absl::string_view join_ref, absl::string_view topic_json) {
  return {"[", join_ref, ",", join_ref, ",", topic_json, ",\"phx_close\",{}]"};
}

Parts<9> ErrorParts(absl::string_view join_ref, absl::string_view topic_json,
                    absl::string_view payload_json) {
  return {"[", join_ref, ",", join_ref, ",", topic_json, ",\"phx_error\",", payload_json, "]"};
}

}  // namespace lossy::edge
