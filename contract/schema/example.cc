#include "contract/schema/example.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "contract/model/topic_segments.h"

namespace lossy::contract {
namespace {

constexpr char kUuid[] = "01a20e45-f767-781c-8b61-a9120ad6f511";
constexpr char kTime[] = "2026-11-24T15:56:36.130971Z";
constexpr char kUrl[] = "https://example.com/page";

using Path = std::vector<const MessageType*>;

// The first quoted word of a comment is often one of the possible values: "idle", "listening".
std::string QuotedWord(absl::string_view comment) {
  const std::size_t begin = comment.find('"');
  if (begin == absl::string_view::npos) return "";
  const std::size_t end = comment.find('"', begin + 1);
  if (end == absl::string_view::npos) return "";
  const absl::string_view word = comment.substr(begin + 1, end - begin - 1);
  return word.find_first_of(" <>…") == absl::string_view::npos ? std::string(word) : "";
}

std::string TextExample(const MessageField& field) {
  if (absl::StrContains(field.comment, "UUID")) return kUuid;
  if (absl::StrContains(field.comment, "http")) return kUrl;
  if (field.name == "id" || absl::EndsWith(field.name, "_id")) return kUuid;
  const std::string word = QuotedWord(field.comment);
  if (!word.empty()) return word;
  // A cursor is opaque, so only the empty one is known to be valid.
  return field.name == "cursor" ? "" : absl::StrReplaceAll(field.name, {{"_", " "}});
}

JsonValue MessageExampleAt(const MessageType& message, Direction direction,
                           const std::vector<std::string>& bound, Path* path);

JsonValue ValueExample(const MessageField& field, Direction direction, Path* path) {
  switch (field.kind) {
    case ValueKind::kBoolean:
      return true;
    case ValueKind::kInteger:
      return 1;
    case ValueKind::kNumber:
      return field.unit == "s" ? 12.5 : 0.5;
    case ValueKind::kString:
      return TextExample(field);
    case ValueKind::kBytes:
      return "AAEC";
    case ValueKind::kEnum:
      return field.enumeration->values.empty() ? JsonValue()
                                               : JsonValue(field.enumeration->values.front().name);
    case ValueKind::kMessage:
      return MessageExampleAt(*field.message, direction, {}, path);
    case ValueKind::kTimestamp:
      return kTime;
    case ValueKind::kObject:
      return JsonValue::Object({{"key", "value"}});
    case ValueKind::kAny:
      return 1;
    case ValueKind::kList:
      return JsonValue::List({1, "two"});
  }
  return JsonValue();
}

JsonValue FieldExample(const MessageField& field, Direction direction, Path* path) {
  const bool recursive = field.message != nullptr &&
                         std::find(path->begin(), path->end(), field.message) != path->end();
  if (field.repeated) {
    JsonValue list = JsonValue::List();
    if (!recursive) list.Add(ValueExample(field, direction, path));
    return list;
  }
  if (field.map) {
    JsonValue object = JsonValue::Object();
    if (!recursive) object.Set("key", ValueExample(field, direction, path));
    return object;
  }
  return recursive ? JsonValue() : ValueExample(field, direction, path);
}

JsonValue MessageExampleAt(const MessageType& message, Direction direction,
                           const std::vector<std::string>& bound, Path* path) {
  if (message.any) return JsonValue::Object({{"key", "value"}});
  JsonValue example = JsonValue::Object();
  std::vector<std::string> oneofs;
  path->push_back(&message);
  for (const MessageField& field : message.fields) {
    if (std::find(bound.begin(), bound.end(), field.name) != bound.end()) continue;
    if (!field.oneof.empty()) {
      if (std::find(oneofs.begin(), oneofs.end(), field.oneof) != oneofs.end()) continue;
      oneofs.push_back(field.oneof);
    }
    example.Set(field.key, FieldExample(field, direction, path));
  }
  path->pop_back();
  return example;
}

}  // namespace

JsonValue MessageExample(const MessageType& message, Direction direction,
                         const std::vector<std::string>& bound) {
  Path path;
  return MessageExampleAt(message, direction, bound, &path);
}

JsonValue RequestExample(const TopicEvent& event) {
  return MessageExample(*event.request, Direction::kFromClient, event.bound);
}

JsonValue ReplyExample(const TopicEvent& event) {
  if (event.response == nullptr) return JsonValue::Object();
  return MessageExample(*event.response, Direction::kToClient);
}

JsonValue PushExample(const TopicPush& push) {
  return MessageExample(*push.messages.front(), Direction::kToClient);
}

std::string VariableExample(const ChannelTopic& topic, const std::string& variable) {
  for (const MessageField& field : topic.join.request->fields) {
    if (field.name == variable && absl::StrContains(field.comment, "UUID")) return kUuid;
  }
  return absl::EndsWith(variable, "_id") ? kUuid : "one";
}

std::string TopicExample(const ChannelTopic& topic) {
  std::string example;
  for (const TopicSegment& segment : TopicSegments(topic.pattern)) {
    absl::StrAppend(&example, example.empty() ? "" : ":",
                    segment.is_variable ? VariableExample(topic, segment.text) : segment.text);
  }
  return example;
}

}  // namespace lossy::contract
