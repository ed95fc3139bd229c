#include "edge/phoenix/v2_binary.h"

#include <array>
#include <cstdint>
#include <initializer_list>

#include "edge/phoenix/json_cursor.h"
#include "edge/transcoding/json_string.h"
#include "simdjson.h"

namespace lossy::edge {
namespace {

enum Kind : char { kPush = 0, kReply = 1, kBroadcast = 2 };

constexpr std::size_t kMaxText = 255;

// Appends a kind, the sizes and the texts.
bool AppendHeader(Kind kind, std::initializer_list<absl::string_view> texts, std::string* out) {
  for (absl::string_view text : texts) {
    if (text.size() > kMaxText) return false;
  }
  out->push_back(kind);
  for (absl::string_view text : texts) out->push_back(static_cast<char>(text.size()));
  for (absl::string_view text : texts) out->append(text.data(), text.size());
  return true;
}

// Returns the plain text of a raw JSON ref: the content of a string, or "" for null.
absl::string_view Plain(absl::string_view ref, std::string* scratch) {
  absl::string_view text;
  if (ref == "null") return {};
  scratch->reserve(ref.size());
  return ReadJsonString(ref, scratch, &text) ? text : ref;
}

// Takes the texts of a message, one after the other.
class TextTaker {
 public:
  // `sizes` points to the bytes behind the kind.
  TextTaker(absl::string_view bytes, int count)
      : sizes_(bytes.substr(1, count)), rest_(bytes.substr(1 + count)) {}

  bool Take(absl::string_view* text) {
    const std::size_t size = static_cast<std::uint8_t>(sizes_.front());
    sizes_.remove_prefix(1);
    if (rest_.size() < size) return false;
    *text = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return simdjson::validate_utf8(text->data(), text->size());
  }

  absl::string_view rest() const { return rest_; }

 private:
  absl::string_view sizes_;
  absl::string_view rest_;
};

// Appends the texts as JSON strings to `scratch`.
std::array<absl::string_view, 3> ToJson(const std::array<absl::string_view, 3>& texts,
                                        std::string* scratch) {
  std::size_t ends[3];
  scratch->clear();
  for (int i = 0; i < 3; ++i) {
    AppendJsonString(texts[i], scratch);
    ends[i] = scratch->size();
  }
  const absl::string_view all = *scratch;
  return {all.substr(0, ends[0]), all.substr(ends[0], ends[1] - ends[0]), all.substr(ends[1])};
}

}  // namespace

bool DecodeV2Binary(absl::string_view bytes, std::string* scratch, Message* message) {
  constexpr int kTexts = 4;
  if (bytes.size() < 1 + kTexts || bytes.front() != kPush) return false;
  TextTaker taker(bytes, kTexts);
  absl::string_view join_ref, ref, topic, event;
  if (!taker.Take(&join_ref) || !taker.Take(&ref) || !taker.Take(&topic) || !taker.Take(&event)) {
    return false;
  }
  const auto json = ToJson({join_ref, ref, topic}, scratch);
  *message = Message{.join_ref = json[0],
                     .ref = json[1],
                     .topic_json = json[2],
                     .topic = topic,
                     .event = event,
                     .topic_is_string = true,
                     .event_is_string = true,
                     .payload = taker.rest(),
                     .binary = true};
  return true;
}

bool AppendBinaryReply(absl::string_view join_ref, absl::string_view ref, absl::string_view topic,
                       absl::string_view status, std::string* out) {
  std::string scratch[2];
  return AppendHeader(kReply,
                      {Plain(join_ref, &scratch[0]), Plain(ref, &scratch[1]), topic, status}, out);
}

bool AppendBinaryPush(absl::string_view join_ref, absl::string_view topic, absl::string_view event,
                      std::string* out) {
  std::string scratch;
  return AppendHeader(kPush, {Plain(join_ref, &scratch), topic, event}, out);
}

bool AppendBinaryBroadcast(absl::string_view topic, absl::string_view event, std::string* out) {
  return AppendHeader(kBroadcast, {topic, event}, out);
}

}  // namespace lossy::edge
